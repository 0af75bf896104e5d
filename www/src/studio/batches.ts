// SPDX-License-Identifier: Apache-2.0
// Projects as one looks at them: photos that were sent through a recipe together are one thing.
import type { Project } from './types'

export interface Batch {
  id: string
  projects: Project[]
  live: Project[]
  failed: Project[]
  /** Ended, however it ended. */
  ended: number
  /** Of all that it consists of, in parts of one. */
  ratio: number
}

export const isLive = ({ status }: Project): boolean => status === 'pending' || status === 'processing'

/** `projects` is in the order of the list: newest first. So are the batches. */
export function batchesOf(projects: Project[]): Batch[] {
  const groups = new Map<string, Project[]>()
  for (const project of projects) {
    const group = groups.get(project.batch_id)
    if (group) group.push(project)
    else groups.set(project.batch_id, [project])
  }
  return [...groups].map(([id, group]) => {
    const live = group.filter(isLive)
    const progress = group.reduce((sum, project) => sum + (isLive(project) ? project.progress : 100), 0)
    return {
      id,
      projects: group,
      live,
      failed: group.filter(({ status }) => status === 'failed'),
      ended: group.length - live.length,
      ratio: progress / (100 * group.length),
    }
  })
}
