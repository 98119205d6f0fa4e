import Synchronization

/// Reads the parts of a form from a request's body.
final class MultipartReader: Sendable {
  private struct State {
    var parser: MultipartParser
    /// The bytes of the body that have been read but not parsed.
    var unparsed: ArraySlice<UInt8> = []
    var events: ArraySlice<MultipartParser.Event> = []
    /// The number of the current part, counted from 1.
    var part = 0
    /// Whether the end of the current part has been read, so that another call doesn't read the next part.
    var isPartEnded = false
  }

  /// The most bytes that are parsed at once: 8 KiB, since a body that has been collected comes in one piece.
  private static let pieceSize = 8 << 10

  private let state: Mutex<State>
  private let body: RequestBody

  init(body: RequestBody, boundary: MultipartBoundary, limits: MultipartLimits) {
    self.body = body
    state = Mutex(State(parser: MultipartParser(boundary: boundary, limits: limits)))
  }

  /// Applies other limits to the parts from here on.
  func use(_ limits: MultipartLimits) {
    state.withLock { $0.parser.limits = limits }
  }

  /// Skips the rest of the current part and returns the next one, or `nil` at the end of the body.
  ///
  /// - Throws: ``HTTPError`` if the form is malformed or over a limit; the errors of ``RequestBody/nextChunk()``.
  func nextPart() throws -> (number: Int, head: MultipartPartHead)? {
    try state.withLock { state in
      while let event = try nextEvent(&state) {
        guard case .partBegan(let head) = event else { continue }
        state.part += 1
        state.isPartEnded = false
        return (state.part, head)
      }
      state.part += 1
      return nil
    }
  }

  /// Returns the next piece of a part's content, or `nil` at the end.
  ///
  /// - Throws: ``MultipartPartPassedError`` if another part has been requested since; the errors of ``nextPart()``.
  func nextChunk(ofPart number: Int) throws -> [UInt8]? {
    try state.withLock { state in
      guard number == state.part else { throw MultipartPartPassedError() }
      if state.isPartEnded { return nil }
      guard case .content(let bytes) = try nextEvent(&state) else {
        state.isPartEnded = true
        return nil
      }
      return bytes
    }
  }

  private func nextEvent(_ state: inout State) throws -> MultipartParser.Event? {
    do {
      while state.events.isEmpty {
        if state.unparsed.isEmpty {
          guard let chunk = try body.nextChunk() else {
            try state.parser.finish()
            return nil
          }
          state.unparsed = chunk[...]
        }
        let piece = state.unparsed.prefix(Self.pieceSize)
        state.unparsed = state.unparsed.dropFirst(piece.count)
        state.events = try state.parser.parse(Array(piece))[...]
      }
    } catch let error as MultipartError {
      throw error.httpError
    }
    return state.events.removeFirst()
  }
}

/// A programming error: a handler read a part of a form after requesting the next one.
public struct MultipartPartPassedError: Error, CustomStringConvertible {
  /// A description of the error with a remedy.
  public var description: String {
    "The part of the form has been passed over; read its chunks before the next part is asked for."
  }
}
