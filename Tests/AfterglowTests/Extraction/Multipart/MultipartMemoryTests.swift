import AfterglowContent
import AfterglowTesting
import FastCGI
import Synchronization
import Testing

@testable import Afterglow

/// Multipart bodies and cookies take memory in proportion to their size, whatever their shape.
@Suite(.serialized, .timeLimit(.minutes(5))) struct MultipartMemoryTests {
  private static func part(_ disposition: String, _ content: String, headers: String = "") -> String {
    "--b\r\nContent-Disposition:form-data;\(disposition)\r\n\(headers)\r\n\(content)\r\n"
  }

  private static let partCount = MultipartLimits().maxParts
  /// A head of nearly the largest size, with as many fields as it can have.
  private static let headers = String(repeating: "a:\r\n", count: MultipartLimits().maxPartHeadSize / 5)

  private static let shapes: [(name: String, body: String)] = [
    ("one long field", part("name=a", String(repeating: "x", count: 1 << 16)) + "--b--"),
    ("one long file", part("name=a;filename=b", String(repeating: "x", count: 1 << 18)) + "--b--"),
    ("empty fields", String(repeating: part("name=a", ""), count: partCount) + "--b--"),
    ("small files", String(repeating: part("name=a;filename=b", "x"), count: partCount) + "--b--"),
    ("one head of small fields", part("name=a", "x", headers: headers) + "--b--"),
    (
      "heads of small fields",
      String(repeating: part("name=a", "x", headers: headers), count: partCount / 32) + "--b--"
    ),
    ("a head of parameters", part("name=a" + (0..<1000).map { ";\($0)=" }.joined(), "x") + "--b--"),
    ("line ends", part("name=a", String(repeating: "\r\n", count: 1 << 16)) + "--b--"),
    ("a preamble", String(repeating: "\r\n--", count: 1 << 16) + part("name=a", "") + "--b--"),
  ]

  /// What the guide page "Validation" says: so many bytes at most for each byte of the body, and in addition.
  private static let bounds = (perByte: 5, more: 1 << 20)

  @Test func `a multipart form takes memory in proportion to its size, whatever its shape`() async {
    // In a process of its own, since a peak is the whole process's.
    await #expect(processExitsWith: .success) {
      for (name, body) in MultipartMemoryTests.shapes {
        let bytes = Array(body.utf8)
        let limit = bytes.count * MultipartMemoryTests.bounds.perByte + MultipartMemoryTests.bounds.more
        for isCollected in [false, true] {
          let peak = PeakMemory.bytes { MultipartMemoryTests.collect(bytes, isCollected: isCollected) }
          #expect(peak <= limit, "\(name), \(bytes.count) bytes, is collected: \(isCollected)")
        }
      }
    }
  }

  /// What the guide page "Validation" says.
  private static let bytesPerByteOfCookies = 50
  private static let cookies = ["a=;", "=;", ";", "abcdefghijklmnopqrstuv=12;"]

  @Test func `cookies take memory in proportion to their size, whatever their shape`() async {
    await #expect(processExitsWith: .success) {
      for cookie in MultipartMemoryTests.cookies {
        let text = String(repeating: cookie, count: (1 << 16) / cookie.utf8.count)
        let peak = PeakMemory.bytes { _ = Cookies(fieldValues: [text]).names }
        #expect(peak <= text.utf8.count * MultipartMemoryTests.bytesPerByteOfCookies, "\(cookie)")
      }
    }
  }

  /// Reads a form as the application does, in pieces as they come or from a body that has already been collected.
  private static func collect(_ bytes: [UInt8], isCollected: Bool) {
    let rest = Mutex(bytes[...])
    let body = RequestBody(declaredLength: bytes.count, limit: .max) { buffer in
      rest.withLock { rest in
        let piece = rest.prefix(buffer.count)
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
      }
    }
    do {
      if isCollected { _ = try body.collect() }
      let limits = MultipartLimits()
      let boundary = try MultipartBoundary(contentType: "multipart/form-data; boundary=b")
      let reader = MultipartReader(body: body, boundary: boundary, limits: limits)
      var collector = MultipartCollector(limits: limits)
      while let (number, head) = try reader.nextPart() {
        try collector.add(MultipartPart(head: head, number: number, reader: reader))
      }
    } catch {
      print("failed", error)
    }
  }
}
