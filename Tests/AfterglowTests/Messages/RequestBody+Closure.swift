@testable import Afterglow

extension RequestBody {
  /// Creates a body that a closure supplies.
  convenience init(
    declaredLength: Int?, limit: Int,
    source: @escaping @Sendable (UnsafeMutableRawBufferPointer) throws -> Int
  ) {
    self.init(declaredLength: declaredLength, limit: limit, source: ClosureSource(read: source))
  }
}

private struct ClosureSource: RequestBodySource {
  let read: @Sendable (UnsafeMutableRawBufferPointer) throws -> Int
  let peerIsGone = false

  func readBody(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try read(buffer) }
}
