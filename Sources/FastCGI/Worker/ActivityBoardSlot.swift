#if canImport(Glibc)
  import Glibc
#endif

/// One worker's place on its process's board, which the manager reads when the process has died.
///
/// Writing takes no lock, no system call and no memory.
struct ActivityBoardSlot: TextOutputStream, @unchecked Sendable {
  // because the memory is only this worker's, whose WorkerContext writes it with its lock held.
  private let start: UnsafeMutableRawPointer

  /// In bytes; what doesn't fit is cut off.
  static let size = 512

  // A slot is one byte for the kind, one that is unused, two for the length of the text, and the text. A new file is zeros:
  // idle.
  private static let lengthOffset = 2
  private static let textOffset = 4
  private static let kinds: [WorkerActivity.Kind] = [.idle, .receiving, .responding, .runningTask, .ended]

  /// Maps a board for the rest of this process's life.
  ///
  /// - Returns: as many slots as there are workers; none if the board can't be had, which only the manager's log misses.
  static func slots(of path: String, count: Int) -> [ActivityBoardSlot] {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    guard ftruncate(descriptor, off_t(count * size)) == 0 else { return [] }
    let memory = mmap(nil, count * size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let memory, memory != MAP_FAILED else { return [] }
    return (0..<count).map { ActivityBoardSlot(start: memory + $0 * size) }
  }

  /// Notes what the worker does now; what it is about is written behind it.
  func begin(_ kind: WorkerActivity.Kind) {
    setLength(0)
    let number = Self.kinds.firstIndex(of: kind) ?? 0
    start.storeBytes(of: UInt8(number), as: UInt8.self)
  }

  /// Adds to what the activity is about.
  func write(_ text: String) {
    var text = text
    text.withUTF8 { text in
      let length = Int(start.load(fromByteOffset: Self.lengthOffset, as: UInt16.self))
      let count = min(text.count, Self.size - Self.textOffset - length)
      guard count > 0, let source = text.baseAddress else { return }
      (start + Self.textOffset + length).copyMemory(from: source, byteCount: count)
      setLength(length + count)
    }
  }

  private func setLength(_ length: Int) {
    start.storeBytes(of: UInt16(length), toByteOffset: Self.lengthOffset, as: UInt16.self)
  }

  /// Reads a slot, whatever is in it.
  static func activity(in slot: [UInt8]) -> WorkerActivity {
    let length = Int(slot[lengthOffset]) | Int(slot[lengthOffset + 1]) << 8
    let text = String(decoding: slot[textOffset...].prefix(length), as: UTF8.self)
    switch kinds.indices.contains(Int(slot[0])) ? kinds[Int(slot[0])] : .idle {
    case .idle: return .idle
    case .receiving: return .receiving
    case .responding: return .responding(text)
    case .runningTask: return .runningTask(text)
    case .ended: return .ended
    }
  }
}
