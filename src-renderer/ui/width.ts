import { type Ref, onBeforeUnmount, onMounted, shallowRef } from 'vue'

/** Pixels inside the element, as it is resized; infinite until it is drawn. */
export function useWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const width = shallowRef(Number.POSITIVE_INFINITY)
  const observer = new ResizeObserver(([entry]) => (width.value = entry?.contentRect.width ?? width.value))
  onMounted(() => element.value && observer.observe(element.value))
  onBeforeUnmount(() => observer.disconnect())
  return width
}
