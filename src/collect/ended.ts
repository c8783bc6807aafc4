/** Waits until all have ended, even where one fails: what is still under way must not be recorded after the end. */
export async function allEnded<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}
