export type MatchesTopic = (topic: string) => boolean;

/** MQTT 3.1.1 §4.7: `+` is one level, a last `#` all that follow. Throws a plain Error for a malformed filter. */
export function topicFilter(filter: string): MatchesTopic {
  const levels = filter.split('/');
  const open = levels.at(-1) === '#';
  if (open) levels.pop();
  if (levels.some((level) => level.includes('#') || (level.includes('+') && level !== '+'))) {
    throw new Error(`${filter} is no topic filter`);
  }
  return (topic) => {
    const given = topic.split('/');
    if (given.length < levels.length || (!open && given.length > levels.length)) return false;
    // Topics that begin with $ belong to the broker; a leading wildcard does not mean them.
    if (topic.startsWith('$') && !filter.startsWith('$')) return false;
    return levels.every((level, index) => level === '+' || level === given[index]);
  };
}
