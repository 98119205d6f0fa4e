import AfterglowTesting

/// One case of the fuzzing: a request that the service knows, with something wrong about its records.
///
/// The same number makes the same case.
struct FuzzCase {
  /// A record whose header need not fit it.
  private struct Piece {
    var version: UInt8 = 1
    var type: UInt8
    var requestID: UInt16 = 1
    var declaredLength: Int
    var content: [UInt8]
    var declaredPadding: UInt8 = 0
    var padding = 0

    init(_ type: RecordType, _ content: [UInt8] = [], requestID: UInt16 = 1) {
      self.type = type.rawValue
      self.content = content
      self.requestID = requestID
      declaredLength = content.count
    }

    var bytes: [UInt8] {
      [version, type] + [UInt8(requestID >> 8), UInt8(requestID & 0xFF)]
        + [UInt8(declaredLength >> 8 & 0xFF), UInt8(declaredLength & 0xFF), declaredPadding, 0] + content
        + [UInt8](repeating: 0, count: padding)
    }
  }

  /// What is sent, in this many sends.
  private(set) var sends: [[UInt8]] = []
  /// Whether the peer says that nothing more comes and waits for the server's end, or closes at once.
  let waitsForEnd: Bool

  private var random: SeededGenerator

  init(number: UInt64) {
    random = SeededGenerator(seed: number)
    waitsForEnd = !Self.oneIn(4, &random)
    var pieces = Self.validRequest(&random)
    for _ in 0..<Int.random(in: 1...3, using: &random) { Self.spoil(&pieces, &random) }
    var bytes = pieces.flatMap(\.bytes)
    if Self.oneIn(4, &random) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
    if Self.oneIn(12, &random) {
      bytes.insert(contentsOf: Self.garbage(&random), at: Int.random(in: 0...bytes.count, using: &random))
    }
    while !bytes.isEmpty, !Self.oneIn(3, &random) {
      let count = Int.random(in: 1...bytes.count, using: &random)
      sends.append(Array(bytes.prefix(count)))
      bytes.removeFirst(count)
    }
    sends.append(bytes)
  }

  private static func validRequest(_ random: inout SeededGenerator) -> [Piece] {
    let user = Array(#"{"email":"ada@example.org","password":"lovelace"}"#.utf8)
    let requests: [(method: String, uri: String, body: [UInt8])] = [
      ("GET", "/", []), ("GET", "/users/7", []), ("POST", "/users/7", user), ("POST", "/nowhere", user),
      ("POST", "/register", user), ("POST", "/tasks?ms=0&count=2&fail=1", []), ("GET", "/slow?ms=3", []),
      ("PUT", "/", [UInt8](repeating: 0x62, count: 20_000)), ("HEAD", "/", []),
    ]
    let request = requests[Int.random(in: requests.indices, using: &random)]
    let params = [
      ("REQUEST_METHOD", request.method), ("REQUEST_URI", request.uri), ("SERVER_PROTOCOL", "HTTP/1.1"),
      ("CONTENT_TYPE", "application/json"), ("CONTENT_LENGTH", "\(request.body.count)"),
      ("HTTP_X_LONG", String(repeating: "x", count: Int.random(in: 0...300, using: &random))),
    ].flatMap { NameValuePair(name: $0.0, value: $0.1).encoded }
    let begin: [UInt8] = [0, 1, UInt8.random(in: 0...1, using: &random), 0, 0, 0, 0, 0]
    return [Piece(.beginRequest, begin), Piece(.params, params), Piece(.params)]
      + (request.body.isEmpty ? [] : [Piece(.stdin, request.body)]) + [Piece(.stdin)]
  }

  // MARK: What can be wrong

  private static func spoil(_ pieces: inout [Piece], _ random: inout SeededGenerator) {
    guard let index = pieces.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<13, using: &random) {
    case 0: pieces[index].type = .random(in: 0...15, using: &random)
    case 1: pieces[index].requestID = [0, 2, 256, .max].randomElement(using: &random) ?? 0
    case 2: pieces[index].version = .random(in: 0...3, using: &random)
    case 3: spoilLength(&pieces[index], &random)
    case 4: spoilPadding(&pieces[index], &random)
    case 5: pieces.insert(pieces[index], at: index)
    case 6: pieces.remove(at: index)
    case 7: pieces.swapAt(index, pieces.indices.randomElement(using: &random) ?? index)
    case 8: pieces.insert(unexpected(&random), at: index)
    case 9: flip(&pieces[index].content, &random)
    case 10: split(&pieces, at: index, &random)
    case 11: pieces[index].content += garbage(&random)
    default: claimLength(&pieces[index], &random)
    }
  }

  private static func spoilLength(_ piece: inout Piece, _ random: inout SeededGenerator) {
    let near = piece.content.count + Int.random(in: -9...9, using: &random)
    piece.declaredLength = [0, 1, 7, 0xFFFF, max(0, near)].randomElement(using: &random) ?? 0
  }

  /// As declared, or more or less than that.
  private static func spoilPadding(_ piece: inout Piece, _ random: inout SeededGenerator) {
    piece.declaredPadding = .random(in: .min ... .max, using: &random)
    piece.padding = oneIn(2, &random) ? Int(piece.declaredPadding) : .random(in: 0...255, using: &random)
  }

  /// A record that a web server would not send there, or not at all.
  private static func unexpected(_ random: inout SeededGenerator) -> Piece {
    // Four names or more end the process, so they are rare: replacing it takes time.
    let names = oneIn(60, &random) ? 5 : Int.random(in: 0...3, using: &random)
    let query = (0..<names).flatMap { _ in NameValuePair(name: "FCGI_MAX_CONNS", value: "").encoded }
    let pieces = [
      Piece(.getValues, query, requestID: 0), Piece(.abortRequest),
      Piece(.beginRequest, [0, 1, 1, 0, 0, 0, 0, 0], requestID: 2), Piece(.data, [1, 2, 3]),
      Piece(RecordType(rawValue: 77), garbage(&random), requestID: 0), Piece(.stdout, garbage(&random)),
      Piece(.beginRequest, [0, 9, 0, 0, 0, 0, 0, 0]), Piece(.endRequest, [0, 0, 0, 0, 0, 0, 0, 0]),
    ]
    return pieces.randomElement(using: &random) ?? Piece(.abortRequest)
  }

  private static func flip(_ content: inout [UInt8], _ random: inout SeededGenerator) {
    for _ in 0..<8 {
      guard let index = content.indices.randomElement(using: &random) else { return }
      content[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
    }
  }

  private static func split(_ pieces: inout [Piece], at index: Int, _ random: inout SeededGenerator) {
    let content = pieces[index].content
    let middle = Int.random(in: 0...content.count, using: &random)
    var (first, second) = (pieces[index], pieces[index])
    first.content = Array(content[..<middle])
    second.content = Array(content[middle...])
    first.declaredLength = first.content.count
    second.declaredLength = second.content.count
    pieces.replaceSubrange(index...index, with: [first, second])
  }

  /// A param that claims to be long: of up to 16 MiB, or rarely of more than libfcgi can take.
  private static func claimLength(_ piece: inout Piece, _ random: inout SeededGenerator) {
    let high: UInt8 = oneIn(60, &random) ? 0xC0 : 0x80
    let claim = [high, UInt8.random(in: 0...255, using: &random), 0, 0]
    piece.content = claim + claim + piece.content
    piece.declaredLength = min(piece.content.count, 0xFFFF)
  }

  private static func garbage(_ random: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 1...40, using: &random)).map { _ in .random(in: .min ... .max, using: &random) }
  }

  private static func oneIn(_ number: Int, _ random: inout SeededGenerator) -> Bool {
    Int.random(in: 0..<number, using: &random) == 0
  }
}
