import Synchronization
import Testing

@testable import Afterglow

@Suite struct RequestBodyTests {
  private func body(
    _ pieces: [UInt8]..., declared: Int? = nil, limit: Int = 1000, failing: Bool = false
  ) -> RequestBody {
    let remaining = Mutex(pieces[...])
    return RequestBody(declaredLength: declared, limit: limit) { buffer in
      try remaining.withLock { remaining in
        guard let piece = remaining.popFirst() else {
          if failing { throw TestError() }
          return 0
        }
        buffer.copyBytes(from: piece)
        return piece.count
      }
    }
  }

  private func stream(_ body: RequestBody) throws -> [UInt8] {
    var whole: [UInt8] = []
    while let chunk = try body.nextChunk() { whole += chunk }
    return whole
  }

  @Test(arguments: [4, nil])
  func `a body of exactly the limit is taken`(declared: Int?) throws {
    #expect(try body([1, 2], [3, 4], declared: declared, limit: 4).collect() == [1, 2, 3, 4])
    #expect(try stream(body([1, 2], [3, 4], declared: declared, limit: 4)) == [1, 2, 3, 4])
  }

  @Test(arguments: [5, nil])
  func `a body of one byte more is over the limit`(declared: Int?) {
    let expected = RequestBodyError.overLimit(limit: 4)
    #expect(throws: expected) { try body([1, 2], [3, 4, 5], declared: declared, limit: 4).collect() }
    #expect(throws: expected) { try stream(body([1, 2], [3, 4, 5], declared: declared, limit: 4)) }
  }

  @Test func `a body that is declared over the limit is refused before any of it is read`() {
    let body = RequestBody(declaredLength: 5, limit: 4) { _ in throw TestError() }
    #expect(throws: RequestBodyError.overLimit(limit: 4)) { try body.collect() }
    let streamed = RequestBody(declaredLength: 5, limit: 4) { _ in throw TestError() }
    #expect(throws: RequestBodyError.overLimit(limit: 4)) { try streamed.nextChunk() }
  }

  @Test func `a body that is declared empty is not waited for`() throws {
    let body = RequestBody(declaredLength: 0, limit: 4) { _ in throw TestError() }
    #expect(try body.collect().isEmpty)
    #expect(try body.nextChunk() == nil)
    #expect(try body.nextChunk() == nil)
  }

  @Test func `a body shorter than declared is refused`() {
    let expected = RequestBodyError.shorterThanDeclared(declared: 3, received: 2)
    #expect(throws: expected) { try body([1, 2], declared: 3).collect() }
    #expect(throws: expected) { try stream(body([1, 2], declared: 3)) }
  }

  @Test func `a body longer than declared is refused`() {
    #expect(throws: RequestBodyError.longerThanDeclared(1)) { try body([1, 2], declared: 1).collect() }
    #expect(throws: RequestBodyError.longerThanDeclared(1)) { try stream(body([1, 2], declared: 1)) }
  }

  @Test func `a body can be collected again`() throws {
    let body = body([1], [2])
    #expect(try body.collect() == [1, 2])
    #expect(try body.collect() == [1, 2])
  }

  @Test func `a collected body can be streamed, once`() throws {
    let body = body([1], [2])
    _ = try body.collect()
    #expect(try body.nextChunk() == [1, 2])
    #expect(try body.nextChunk() == nil)
    #expect(try body.nextChunk() == nil)
  }

  @Test func `a body that has been streamed in part can't be collected`() throws {
    let body = body([1], [2])
    _ = try body.nextChunk()
    #expect(throws: RequestBodyError.alreadyStreamed) { try body.collect() }
  }

  @Test func `an error stays, whichever way the body is asked for`() {
    let collected = body([1], failing: true)
    #expect(throws: TestError.self) { try collected.collect() }
    #expect(throws: TestError.self) { try collected.nextChunk() }
    let streamed = body([1], failing: true)
    #expect(throws: TestError.self) { try stream(streamed) }
    #expect(throws: TestError.self) { try streamed.nextChunk() }
    #expect(throws: TestError.self) { try streamed.collect() }
  }

  @Test func `an empty body is empty both ways`() throws {
    #expect(try body().collect() == [])
    #expect(try body().nextChunk() == nil)
    #expect(try body(declared: 0, limit: 0).collect() == [])
  }

  @Test func `a body of many pieces is put together in order`() throws {
    let whole = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let remaining = Mutex(whole[...])
    let body = RequestBody(declaredLength: nil, limit: 100_000) { buffer in
      remaining.withLock { remaining in
        let piece = remaining.prefix(min(buffer.count, 4097))
        buffer.copyBytes(from: piece)
        remaining = remaining.dropFirst(piece.count)
        return piece.count
      }
    }
    #expect(try stream(body) == whole)
  }
}
