#if canImport(Glibc)
  import Glibc
#endif
import HTTPTypes

/// Takes a multipart body apart as it comes (RFC 2046, section 5.1.1).
///
/// A value that does no input: it is given the body's pieces, in whatever sizes, and tells what they say. It holds back no
/// more than the head of a part or the beginning of what may be a boundary.
package struct MultipartParser {
  /// What the body says.
  package enum Event: Equatable {
    case partBegan(MultipartPartHead)
    case content([UInt8])
    case partEnded
  }

  private enum State {
    case preamble
    /// Behind a boundary; on its line may be white space yet.
    case delimiterEnd(isPadded: Bool)
    case head
    /// At the beginning of a part's content, of which there may be none.
    case contentStart
    case content
    /// Behind the two hyphens that close the body.
    case closing
    case epilogue
    case failed(MultipartError)
  }

  /// Those of parts and their heads count here.
  package var limits: MultipartLimits

  private let delimiter: [UInt8]
  private var state = State.preamble
  /// The first boundary may be on the first line: it is then as if an empty one stood before it.
  private var buffer: [UInt8] = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
  private var position = 0
  private var headers = HTTPFields()
  private var headSize = 0
  /// How many bytes of the head's line have been looked at: its end may come in a later piece.
  private var lineSize = 0
  private var partCount = 0

  package init(boundary: MultipartBoundary, limits: MultipartLimits) {
    delimiter = Array("\r\n--\(boundary.text)".utf8)
    self.limits = limits
  }

  /// How many bytes are held back.
  var heldCount: Int { buffer.count - position }

  /// What the next bytes of the body say.
  ///
  /// - Throws: ``MultipartError``, and the same from then on.
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

  /// Checks that the body, of which there is no more, is whole.
  ///
  /// - Throws: ``MultipartError``.
  package func finish() throws(MultipartError) {
    switch state {
    case .epilogue: return
    case .closing where heldCount == 0: return
    case .failed(let error): throw error
    default: throw .malformed(.unfinished)
    }
  }

  /// Takes one step.
  ///
  /// - Returns: whether there may be another one without more bytes.
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

  /// The line end behind the head belongs to a boundary that follows at once: a part need not have content.
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

  /// A line of the head; one that goes on with the line before it (RFC 5322, section 2.2.3) is none.
  private static func field(_ line: ArraySlice<UInt8>) throws(MultipartError) -> HTTPField {
    guard let text = String(validating: line, as: UTF8.self), let colon = text.utf8.firstIndex(of: 0x3A),
      let name = HTTPField.Name(String(text[..<colon]))
    else { throw .malformed(.headerLine) }
    let value = HeaderParameters.trimmed(text.utf8[text.utf8.index(after: colon)...])
    guard HTTPField.isValidValue(value) else { throw .malformed(.headerLine) }
    return HTTPField(name: name, value: value)
  }

  // MARK: Bytes

  /// Where the next boundary's line begins, or as much of it as there is; the end if there is none.
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

  /// RFC 2046, section 5.1.1: transport-padding.
  @discardableResult
  private mutating func skipPadding() -> Bool {
    let end = buffer[position...].firstIndex { !HeaderParameters.isSpace($0) } ?? buffer.count
    defer { position = end }
    return end > position
  }
}
