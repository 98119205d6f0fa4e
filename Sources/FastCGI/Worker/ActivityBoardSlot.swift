#if canImport(Glibc)
  import Glibc
#endif

/// One worker's part of its process's board, which the manager reads when the process has died.
///
/// Writing takes no lock, makes no system call and allocates no memory.
struct ActivityBoardSlot: TextOutputStream, @unchecked Sendable {
  // Unchecked is safe: the memory belongs to this worker alone, and its WorkerContext writes it with a lock held.
  private let start: UnsafeMutableRawPointer

  /// The size of a slot in bytes; longer texts are cut off.
  static let size = 512

  // A slot holds one byte for the kind, an unused one, two for the length of the text, and the text. A new file is
  // filled with zeros, which means idle.
  private static let lengthOffset = 2
  private static let textOffset = 4
  private static let kinds: [WorkerActivity.Kind] = [.idle, .receiving, .responding, .runningTask, .ended]

  /// Maps a board for the rest of this process's life.
  ///
  /// - Parameters:
  ///   - path: the board's path.
  ///   - count: the number of workers.
  /// - Returns: a slot for each worker; an empty array if the board isn't available, which only affects the manager's
  ///   log.
  static func slots(of path: String, count: Int) -> [ActivityBoardSlot] {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    guard ftruncate(descriptor, off_t(count * size)) == 0 else { return [] }
    let memory = mmap(nil, count * size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let memory, memory != MAP_FAILED else { return [] }
    return (0..<count).map { ActivityBoardSlot(start: memory + $0 * size) }
  }

  /// Records a new activity; its description is written after this call.
  func begin(_ kind: WorkerActivity.Kind) {
    setLength(0)
    let number = Self.kinds.firstIndex(of: kind) ?? 0
    start.storeBytes(of: UInt8(number), as: UInt8.self)
  }

  /// Appends to the description of the activity.
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

  /// Returns the activity in a slot, even if its content is invalid.
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
