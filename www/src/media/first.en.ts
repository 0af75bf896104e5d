// SPDX-License-Identifier: Apache-2.0
export default {
  'photo.open': 'Photo {number}',
} as const
