// Plain old JavaScript, so that every Node can say which Node is needed.
const needed = 24;
if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(
    `throughline: Node ${needed} or newer is needed, this is ${process.versions.node}: run \`npm ci\` without --omit=optional, which brings one, or install it`,
  );
  process.exit(1);
}
