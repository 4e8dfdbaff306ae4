/**
 * Task tokens of workflows that wait for a site's report, by the id of the message that was sent. They go with their
 * time: a workflow hears an answer once, whoever brings it again.
 */
export interface PendingTasks {
  put(messageId: string, task: { siteId: string; taskToken: string; expiresAt: string }): Promise<void>;
  get(messageId: string): Promise<{ siteId: string; taskToken: string } | undefined>;
}
