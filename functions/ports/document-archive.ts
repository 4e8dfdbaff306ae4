/** Files that were handed out, kept as they were. A key is written once; a second writer's file is the same. */
export interface DocumentArchive {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, file: Uint8Array, contentType: string): Promise<void>;
}
