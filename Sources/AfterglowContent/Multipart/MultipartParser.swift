#if canImport(Glibc)
  import Glibc
#endif
import HTTPTypes

/// Parses a multipart body as it arrives (RFC 2046, section 5.1.1).
///
/// The parser performs no input itself: it takes pieces of the body, of any size, and returns events. It holds back
/// at most the head of a part, or the beginning of a possible boundary.
package struct MultipartParser {
  /// An event in the body.
  package enum Event: Equatable {
    case partBegan(MultipartPartHead)
    case content([UInt8])
    case partEnded
  }

  private enum State {
    case preamble
    /// After a boundary, whose line may still have white space.
    case delimiterEnd(isPadded: Bool)
    case head
    /// At the beginning of a part's content, which may be empty.
    case contentStart
    case content
    /// After the two hyphens that close the body.
    case closing
    case epilogue
    case failed(MultipartError)
  }

  /// The limits, of which only those on parts and their heads apply here.
  package var limits: MultipartLimits

  private let delimiter: [UInt8]
  private var state = State.preamble
  /// The unread bytes, which begin with a line end, since the first boundary may be on the first line.
  private var buffer: [UInt8] = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
  private var position = 0
  private var headers = HTTPFields()
  private var headSize = 0
  /// The number of checked bytes in the head's current line, whose end may come in a later piece.
  private var lineSize = 0
  private var partCount = 0

  package init(boundary: MultipartBoundary, limits: MultipartLimits) {
    delimiter = Array("\r\n--\(boundary.text)".utf8)
    self.limits = limits
  }

  /// The number of bytes held back.
  var heldCount: Int { buffer.count - position }

  /// Parses the next bytes of the body.
  ///
  /// - Parameter bytes: the bytes.
  /// - Returns: the events in them.
  /// - Throws: ``MultipartError``; every later call throws the same error.
  package mutating func parse(_ bytes: [UInt8]) throws(MultipartError) -> [Event] {
    buffer += bytes
    var events: [Event] = []
    do {
      while try step(&events) {}
    } catch {
      state = .failed(error)
      throw error
    }
    buffer.removeFirst(position)
    position = 0
    return events
  }

  /// Checks that the body is complete after its last byte.
  ///
  /// - Throws: ``MultipartError`` if the body is incomplete.
  package func finish() throws(MultipartError) {
    switch state {
    case .epilogue: return
    case .closing where heldCount == 0: return
    case .failed(let error): throw error
    default: throw .malformed(.unfinished)
    }
  }

  /// Performs one parsing step.
  ///
  /// - Parameter events: the events to append to.
  /// - Returns: whether another step may be possible without more bytes.
  /// - Throws: ``MultipartError`` if the body is refused.
  private mutating func step(_ events: inout [Event]) throws(MultipartError) -> Bool {
    switch state {
    case .preamble: return skipPreamble()
    case .delimiterEnd(let isPadded): return try takeDelimiterEnd(isPadded: isPadded)
    case .head: return try takeHeadLine(&events)
    case .contentStart: return takeContentStart(&events)
    case .content: return takeContent(&events)
    case .closing: return try takeClosingEnd()
    case .epilogue:
      position = buffer.count
      return false
    case .failed(let error): throw error
    }
  }

  private mutating func skipPreamble() -> Bool {
    let found = findDelimiter()
    position = found.start
    guard found.isWhole else { return false }
    position += delimiter.count
    state = .delimiterEnd(isPadded: false)
    return true
  }

  private mutating func takeContent(_ events: inout [Event]) -> Bool {
    let found = findDelimiter()
    if found.start > position { events.append(.content(Array(buffer[position..<found.start]))) }
    position = found.start
    guard found.isWhole else { return false }
    position += delimiter.count
    events.append(.partEnded)
    state = .delimiterEnd(isPadded: false)
    return true
  }

  /// Takes a boundary that follows the head at once: the line end after the head then belongs to it, and the part is
  /// empty.
  private mutating func takeContentStart(_ events: inout [Event]) -> Bool {
    let start = buffer[position...].prefix(delimiter.count)
    guard delimiter.starts(with: start) else {
      position += 2
      state = .content
      return true
    }
    guard start.count == delimiter.count else { return false }
    position += delimiter.count
    events.append(.partEnded)
    state = .delimiterEnd(isPadded: false)
    return true
  }

  private mutating func takeDelimiterEnd(isPadded: Bool) throws(MultipartError) -> Bool {
    if !isPadded, take(UInt8(ascii: "-"), UInt8(ascii: "-")) {
      state = .closing
      return true
    }
    if skipPadding() { state = .delimiterEnd(isPadded: true) }
    guard take(UInt8(ascii: "\r"), UInt8(ascii: "\n")) else { return try needTwoBytes() }
    partCount += 1
    guard partCount <= limits.maxParts else { throw .overLimit(.parts(limits.maxParts)) }
    headers = [:]
    headSize = 0
    state = .head
    return true
  }

  private mutating func takeClosingEnd() throws(MultipartError) -> Bool {
    skipPadding()
    guard take(UInt8(ascii: "\r"), UInt8(ascii: "\n")) else { return try needTwoBytes() }
    state = .epilogue
    return true
  }

  private func needTwoBytes() throws(MultipartError) -> Bool {
    guard heldCount < 2 else { throw .malformed(.delimiterLine) }
    return false
  }

  // MARK: The head of a part

  private mutating func takeHeadLine(_ events: inout [Event]) throws(MultipartError) -> Bool {
    let end = buffer[(position + lineSize)...].firstIndex {
      $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n")
    }
    lineSize = (end ?? buffer.count) - position
    guard lineSize <= limits.maxPartHeadSize - headSize else {
      throw .overLimit(.partHeadSize(limits.maxPartHeadSize))
    }
    guard let end else { return false }
    guard end + 1 < buffer.count || buffer[end] == UInt8(ascii: "\n") else { return false }
    guard buffer[end...].starts(with: [UInt8(ascii: "\r"), UInt8(ascii: "\n")]) else {
      throw .malformed(.headerLine)
    }
    guard lineSize > 0 else {
      events.append(.partBegan(try MultipartPartHead(headers: headers)))
      state = .contentStart
      return true
    }
    headers.append(try Self.field(buffer[position..<end]))
    headSize += lineSize
    lineSize = 0
    position = end + 2
    return true
  }

  /// Parses a line of the head; a folded continuation line (RFC 5322, section 2.2.3) is refused.
  private static func field(_ line: ArraySlice<UInt8>) throws(MultipartError) -> HTTPField {
    guard let text = String(validating: line, as: UTF8.self), let colon = text.utf8.firstIndex(of: 0x3A),
      let name = HTTPField.Name(String(text[..<colon]))
    else { throw .malformed(.headerLine) }
    let value = HeaderParameters.trimmed(text.utf8[text.utf8.index(after: colon)...])
    guard HTTPField.isValidValue(value) else { throw .malformed(.headerLine) }
    return HTTPField(name: name, value: value)
  }

  // MARK: Bytes

  /// Returns the start of the next boundary's line, even if only a part of it has come; the end if there is none.
  private func findDelimiter() -> (start: Int, isWhole: Bool) {
    buffer.withUnsafeBytes { bytes in
      var start = position
      while start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, Int32(UInt8(ascii: "\r")), bytes.count - start)
      {
        start = UnsafeRawPointer(found) - base
        let candidate = bytes[start...].prefix(delimiter.count)
        if delimiter.starts(with: candidate) { return (start, candidate.count == delimiter.count) }
        start += 1
      }
      return (bytes.count, false)
    }
  }

  private mutating func take(_ first: UInt8, _ second: UInt8) -> Bool {
    guard heldCount >= 2, buffer[position] == first, buffer[position + 1] == second else { return false }
    position += 2
    return true
  }

  /// Skips transport-padding (RFC 2046, section 5.1.1).
  @discardableResult
  private mutating func skipPadding() -> Bool {
    let end = buffer[position...].firstIndex { !HeaderParameters.isSpace($0) } ?? buffer.count
    defer { position = end }
    return end > position
  }
}
