// SPDX-License-Identifier: Apache-2.0
import type en from './first.en'

export default {
  'photo.open': 'Photo {number}',
} satisfies Record<keyof typeof en, string>
