// SPDX-License-Identifier: Apache-2.0
export default {
  'bulk.select': 'Select',
  'bulk.pick': 'Pick {name}',
  'bulk.pick-shown': 'Pick all that are shown, or none',
}
