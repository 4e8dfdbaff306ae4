declare module '*.css';
/** The file goes along as it is; what is imported is its address beside the code. */
declare module '*?url' {
  const address: string;
  export default address;
}
