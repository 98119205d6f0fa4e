import AfterglowTesting
import Testing

@testable import AfterglowContent

/// Thousands of bodies, whole and spoilt, always the same ones, in pieces of chance sizes.
///
/// After each the thread is yielded, on which other tests wait for an answer in time.
@Suite struct GeneratedMultipartTests {
  private static let boundaries = ["b", "----WebKitFormBoundaryX", "a b", "'()+_,-./:=?"]
  private static let snippets = [
    "\r\n", "\r", "\n", "--", "-", "\r\n--", "\r\n-", "b", "x", "\r\n--b", "\r\n--a b", "\u{0}", "ü", " ",
  ]

  @Test func `a whole body says the same in whatever pieces it comes`() async throws {
    var random = SeededGenerator(seed: 20_261_123)
    for _ in 0..<3000 {
      await Task.yield()
      let boundary = Self.boundaries.randomElement(using: &random) ?? "b"
      let contents = Self.contents(without: "\r\n--" + boundary, &random)
      let body = Self.body(contents, boundary)
      let form = try ParsedForm(body, boundary: boundary) { Int.random(in: 1...min($0, 40), using: &random) }
      #expect(form.contents == contents.map { Array($0.utf8) })
      #expect(form.heads.map(\.name) == contents.indices.map { "n\($0)" })
      #expect(form.endedCount == contents.count)
    }
  }

  @Test func `a spoilt body is read or refused alike, in pieces and at once`() async {
    var random = SeededGenerator(seed: 4)
    var refused = 0
    for _ in 0..<10_000 {
      await Task.yield()
      let body = Self.spoilt(&random)
      let atOnce = Self.outcome(body) { $0 }
      let inPieces = Self.outcome(body) { Int.random(in: 1...min($0, 20), using: &random) }
      #expect(atOnce == inPieces, "\(String(decoding: body, as: UTF8.self).debugDescription)")
      if case .failure = atOnce { refused += 1 }
    }
    // Otherwise there would be nothing to tell apart.
    #expect((1000..<9900).contains(refused))
  }

  private static func outcome(
    _ body: [UInt8], inPiecesOf size: (Int) -> Int
  ) -> Result<ParsedForm, MultipartError> {
    let limits = MultipartLimits(maxParts: 3, maxPartHeadSize: 80)
    return Result { () throws(MultipartError) in try ParsedForm(body, limits: limits, inPiecesOf: size) }
  }

  private static func contents(without delimiter: String, _ random: inout SeededGenerator) -> [String] {
    (0..<Int.random(in: 1...5, using: &random)).map { _ in
      let text = (0..<Int.random(in: 0...30, using: &random))
        .map { _ in snippets.randomElement(using: &random) ?? "" }.joined()
      return isFree(text, of: delimiter) ? text : "plain"
    }
  }

  /// The line ends around the content count: a boundary may begin with the one before it.
  private static func isFree(_ text: String, of delimiter: String) -> Bool {
    let bytes = Array("\r\n\(text)\r\n".utf8)
    let sought = Array(delimiter.utf8)
    return !bytes.indices.contains { bytes[$0...].starts(with: sought) }
  }

  private static func body(_ contents: [String], _ boundary: String) -> [UInt8] {
    var body = ""
    for (number, content) in contents.enumerated() {
      body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"n\(number)\"\r\n\r\n\(content)\r\n"
    }
    return Array((body + "--\(boundary)--\r\n").utf8)
  }

  /// A body in which bytes are left out, doubled, replaced, or which is cut off.
  private static func spoilt(_ random: inout SeededGenerator) -> [UInt8] {
    var body = body(contents(without: "\r\n--b", &random), "b")
    for _ in 0..<Int.random(in: 0...3, using: &random) where !body.isEmpty {
      let index = Int.random(in: 0..<body.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: body.remove(at: index)
      case 1: body[index] = UInt8.random(in: 0...255, using: &random)
      case 2: body.insert(contentsOf: (snippets.randomElement(using: &random) ?? "").utf8, at: index)
      default: if random.oneIn(4) { body.removeSubrange(index...) }
      }
    }
    return body
  }
}
