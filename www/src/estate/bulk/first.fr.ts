// SPDX-License-Identifier: Apache-2.0
export default {
  'bulk.select': 'Choisir',
  'bulk.pick': 'Choisir {name}',
  'bulk.pick-shown': 'Choisir tout ce qui est affiché, ou rien',
}
