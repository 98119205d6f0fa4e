import Synchronization
import Testing

@testable import Afterglow

@Suite struct RequestBodyLookAheadTests {
  /// A body of pieces, and how many of them have been read.
  private struct Source {
    let body: RequestBody
    let taken: () -> Int

    init(_ pieces: [[UInt8]], declared: Int? = nil, limit: Int = 1000, failing: Bool = false) {
      let count = Counter()
      taken = { count.value.withLock { $0 } }
      body = RequestBody(declaredLength: declared, limit: limit) { buffer in
        let number = count.value.withLock { value in
          value += 1
          return value - 1
        }
        guard number < pieces.count else {
          if failing { throw TestError() }
          return 0
        }
        buffer.copyBytes(from: pieces[number])
        return pieces[number].count
      }
    }

    /// Looks at no more than so many bytes, and finds nothing.
    func look(atMost byteCount: Int = 100) throws -> [UInt8] {
      var seen: [UInt8] = []
      let found: Int? = try body.lookAhead(atMost: byteCount) { piece in
        seen += piece
        return nil
      }
      #expect(found == nil)
      return seen
    }

    func stream() throws -> [UInt8] {
      var whole: [UInt8] = []
      while let chunk = try body.nextChunk() { whole += chunk }
      return whole
    }
  }

  private final class Counter: Sendable {
    let value = Mutex(0)
  }

  private static let pieces: [[UInt8]] = [[1, 2], [3], [4, 5, 6]]

  @Test(arguments: [6, nil])
  func `Who reads the body after a look gets all of it`(declared: Int?) throws {
    let collected = Source(Self.pieces, declared: declared)
    #expect(try collected.look() == [1, 2, 3, 4, 5, 6])
    #expect(try collected.body.collect() == [1, 2, 3, 4, 5, 6])
    let streamed = Source(Self.pieces, declared: declared)
    #expect(try streamed.look(atMost: 3) == [1, 2, 3])
    #expect(try streamed.stream() == [1, 2, 3, 4, 5, 6])
  }

  @Test func `No more is read than it takes to find something`() throws {
    let source = Source(Self.pieces)
    #expect(try source.body.lookAhead(atMost: 100) { $0.first } == 1)
    #expect(source.taken() == 1)
    #expect(try source.body.lookAhead(atMost: 100) { $0.last == 3 ? true : nil } == true)
    #expect(source.taken() == 2)
    #expect(try source.stream() == [1, 2, 3, 4, 5, 6])
  }

  @Test func `The end of the body is not asked for twice`() throws {
    let source = Source(Self.pieces)
    #expect(try source.look().count == 6)
    #expect(try source.look().count == 6)
    #expect(try source.body.collect().count == 6)
    #expect(source.taken() == 4)
  }

  @Test func `The limits are those of whoever reads the body`() throws {
    let source = Source(Self.pieces, declared: 6, limit: 2)
    #expect(try source.look() == [1, 2, 3, 4, 5, 6])
    #expect(throws: RequestBodyError.overLimit(limit: 2)) { try source.body.collect() }
    let raised = Source(Self.pieces, declared: 6, limit: 2)
    #expect(try raised.look(atMost: 3).count == 3)
    raised.body.limit = 6
    #expect(try raised.stream().count == 6)
  }

  @Test func `A body that is shorter or longer than declared is an error as without a look`() throws {
    let short = Source(Self.pieces, declared: 7)
    #expect(try short.look().count == 6)
    let tooShort = RequestBodyError.shorterThanDeclared(declared: 7, received: 6)
    #expect(throws: tooShort) { try short.body.collect() }
    let long = Source(Self.pieces, declared: 5)
    #expect(try long.look().count == 6)
    #expect(throws: RequestBodyError.longerThanDeclared(5)) { try long.stream() }
  }

  @Test func `A connection that fails during the look is an error for whoever reads the body`() throws {
    let source = Source(Self.pieces, failing: true)
    #expect(throws: TestError.self) { try source.look() }
    #expect(throws: TestError.self) { try source.body.collect() }
  }

  @Test func `A body that has been collected is shown, and one that was streamed isn't`() throws {
    let collected = Source(Self.pieces)
    _ = try collected.body.collect()
    #expect(try collected.look(atMost: 2) == [1, 2])
    let streamed = Source(Self.pieces)
    _ = try streamed.body.nextChunk()
    #expect(try streamed.look() == [])
    #expect(try streamed.stream() == [3, 4, 5, 6])
  }

  @Test func `A small buffer gets what was read ahead bit by bit`() {
    var ahead = ReadAhead()
    ahead.append([1, 2, 3])
    var taken: [UInt8] = []
    withUnsafeTemporaryAllocation(byteCount: 2, alignment: 1) { buffer in
      while let count = ahead.take(into: buffer) { taken += buffer[..<count] }
    }
    #expect(taken == [1, 2, 3])
  }
}
