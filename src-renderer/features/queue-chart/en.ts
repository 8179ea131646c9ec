export const queueChart = {}
