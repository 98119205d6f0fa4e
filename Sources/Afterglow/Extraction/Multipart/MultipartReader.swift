import Synchronization

/// Reads a form off a request's body, part after part.
final class MultipartReader: Sendable {
  private struct State {
    var parser: MultipartParser
    var events: ArraySlice<MultipartParser.Event> = []
    /// The part that is being read, counted from 1.
    var part = 0
    /// Whether its end has been read, so that asking again doesn't lead into the next one.
    var isPartEnded = false
  }

  private let state: Mutex<State>
  private let body: RequestBody

  init(body: RequestBody, boundary: MultipartBoundary, limits: MultipartLimits) {
    self.body = body
    state = Mutex(State(parser: MultipartParser(boundary: boundary, limits: limits)))
  }

  /// Counts parts and their heads by these limits from here on.
  func use(_ limits: MultipartLimits) {
    state.withLock { $0.parser.limits = limits }
  }

  /// The next part, once what is left of the one before is passed over; `nil` at the end of the body.
  ///
  /// - Throws: ``HTTPError`` for a form that is refused; what ``RequestBody/nextChunk()`` throws.
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

  /// The next piece of a part's content, or `nil` at its end.
  ///
  /// - Throws: ``MultipartPartPassedError`` if another part has been asked for since; as ``nextPart()``.
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
        guard let chunk = try body.nextChunk() else {
          try state.parser.finish()
          return nil
        }
        state.events = try state.parser.parse(chunk)[...]
      }
    } catch let error as MultipartError {
      throw error.httpError
    }
    return state.events.removeFirst()
  }
}

/// A part of a form was read after the next one had been asked for: the handler's mistake.
public struct MultipartPartPassedError: Error, CustomStringConvertible {
  /// What to do.
  public var description: String {
    "The part of the form has been passed over; read its chunks before the next part is asked for."
  }
}
