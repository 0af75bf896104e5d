// SPDX-License-Identifier: Apache-2.0
// How long an edit of a photo of 12 megapixels takes, from the start of its program to its end, and how much memory it has at most;
// and how long a film takes for each second of it. The photo has the noise of a camera, which is most of what a JPEG costs.
import { edit } from '../image/edit_run.js';
import { film } from '../image/film_run.js';
import { room } from '../image/scenes.js';

const EDITS = {
  'written again': [],
  enhance: [{ tool: 'enhance' }],
  straighten: [{ tool: 'straighten', options: { angle: 2 } }],
  'three brackets merged': [{ tool: 'hdr_merge' }],
};
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** {edits: {NAME: {seconds, megabytes}}, film: {per_second}}: medians of so many rounds; memory is the most there was. */
export async function measurePictures(rounds) {
  const report = { edits: {} }, photo = room('twelve', { width: 4000, height: 3000, exposure: 0.4, noise: 0.006 });
  for (const [name, steps] of Object.entries(EDITS)) {
    const runs = [];
    for (let i = 0; i < rounds; i++) {
      const done = await edit(steps, Array(steps[0]?.tool === 'hdr_merge' ? 3 : 1).fill(photo));
      if (done.status !== 0 || done.answer.rejected) throw new Error(`${name}: ${done.complaint} ${JSON.stringify(done.answer)}`);
      runs.push(done);
    }
    report.edits[name] = { seconds: median(runs.map(({ seconds }) => seconds)), megabytes: Math.max(...runs.map(({ megabytes }) => megabytes)) };
  }
  const from = performance.now();
  const done = await film({ format: '16:9', seconds: 3, title: null, captions: ['A caption'] }, Array(4).fill(photo));
  if (done.status !== 0 || done.answer.rejected) throw new Error(`film: ${done.complaint} ${JSON.stringify(done.answer)}`);
  report.film = { per_second: (performance.now() - from) / 1000 / (done.answer.frames / 25) };
  return report;
}
