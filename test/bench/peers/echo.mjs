// @ts-check
/* An almost empty script for a bare fork: says that it is there, then answers each number. */
process.on('message', (value) => process.send?.(Number(value) ** 2))
process.send?.('ready')
