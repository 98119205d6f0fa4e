import AfterglowTesting

/// A body with its media type; often not what the type says.
struct SpoiltBody {
  enum Kind: CaseIterable, Sendable {
    case none, json, form, multipart, bytes
  }

  private(set) var contentType = ""
  private(set) var bytes: [UInt8] = []

  init(_ kind: Kind, using random: inout SeededGenerator) {
    switch kind {
    case .none: return
    case .json: (contentType, bytes) = ("application/json", Self.json(&random))
    case .form: (contentType, bytes) = ("application/x-www-form-urlencoded", Self.form(&random))
    case .multipart: (contentType, bytes) = Self.multipart(&random)
    case .bytes:
      let count = Int.random(in: 0...20_000, using: &random)
      (contentType, bytes) = (
        "application/octet-stream", (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      )
    }
    if random.oneIn(3) { mutate(&random) }
    if random.oneIn(20) { contentType = Self.contentTypes.randomElement(using: &random) ?? "" }
  }

  private static let contentTypes = [
    "", "application/json; charset=latin1", "APPLICATION/JSON", "text/plain", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=\"",
    "application/x-www-form-urlencoded; charset=utf-16",
    "a", "/", "a/b;;;=", "application/json, text/plain",
    "multipart/form-data; boundary=" + String(repeating: "b", count: 500),
    "application/vnd.api+json", "\u{0}",
  ]

  private mutating func mutate(_ random: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.removeSubrange(place...)
    case 2: bytes.remove(at: place)
    case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
    default: bytes.insert(contentsOf: bytes[..<place], at: place)
    }
  }

  // MARK: JSON

  private static let values = [
    "null", "true", "1", "-1", "1e400", "-0", "1.5", "9223372036854775808", "0.1e-400", "\"\"", "\"a\"",
    "\"ada@example.org\"", "\"@\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[[[[1]]]]",
    "{\"a\":{\"b\":[1,2,{}]}}", "NaN",
    "\"" + String(repeating: "x", count: 5000) + "\"", "01", "'a'", "\"\u{1F600}\"",
  ]

  private static let names = [
    "email", "password", "name", "message", "items", "price", "quantity", "age", "tags", "address", "title",
    "text", "id",
    "", "\\u0000",
  ]

  /// An order as `EveryExtractor` takes it, with something else in the place of a value now and then.
  private static func order(_ random: inout SeededGenerator) -> String {
    func value(_ good: String, _ random: inout SeededGenerator) -> String {
      random.oneIn(12) ? values.randomElement(using: &random) ?? "" : good
    }
    let items = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      let (name, price) = (value("\"pen\"", &random), value("1.5", &random))
      return "{\"name\":\(name),\"price\":\(price),\"quantity\":\(value("2", &random))}"
    }
    let (email, tags) = (value("\"ada@example.org\"", &random), value("[\"a\",\"b\"]", &random))
    let address = value("{\"street\":\"a\",\"previous\":{\"street\":\"b\"}}", &random)
    let list = value("[" + items.joined(separator: ",") + "]", &random)
    return "{\"email\":\(email),\"age\":\(value("7", &random)),\"tags\":\(tags),\"items\":\(list),"
      + "\"address\":\(address)}"
  }

  private static func json(_ random: inout SeededGenerator) -> [UInt8] {
    switch Int.random(in: 0..<20, using: &random) {
    case 12..<17: return Array(order(&random).utf8)
    case 17..<20: return Array("[\(order(&random)),\(order(&random))]".utf8)
    case 0: return Array(String(repeating: "[", count: Int.random(in: 1...50_000, using: &random)).utf8)
    case 1: return Array(String(repeating: "{\"a\":", count: Int.random(in: 1...20_000, using: &random)).utf8)
    case 2: return [0xEF, 0xBB, 0xBF] + Array("{}".utf8)
    case 3: return [0xFF, 0xFE, 0x7B, 0x00]
    case 4: return Array((values.randomElement(using: &random) ?? "").utf8)
    case 5: return []
    case 6: return Array(#"{"email":"ada@example.org","password":"lovelace"}"#.utf8)
    default: return object(&random, depth: 0)
    }
  }

  private static func object(_ random: inout SeededGenerator, depth: Int) -> [UInt8] {
    let members = (0..<Int.random(in: 0...8, using: &random)).map { _ in
      let name = names.randomElement(using: &random) ?? ""
      let isNested = depth < 4 && random.oneIn(4)
      let value =
        isNested
        ? String(decoding: object(&random, depth: depth + 1), as: UTF8.self)
        : values.randomElement(using: &random) ?? ""
      return "\"\(name)\":\(random.oneIn(8) ? "[\(value),\(value)]" : value)"
    }
    return Array(("{" + members.joined(separator: random.oneIn(15) ? "," + "," : ",") + "}").utf8)
  }

  // MARK: Forms

  private static let orderPairs = [
    "email=ada%40example.org", "items[0][name]=pen", "items[0][price]=1.5", "items[0][quantity]=2",
    "tags=a", "tags=b", "address[street]=x", "age=7",
  ]

  private static func form(_ random: inout SeededGenerator) -> [UInt8] {
    if random.oneIn(2) {
      let pairs = orderPairs.map { pair in
        random.oneIn(16) ? pair + (RequestGenerator.segments.randomElement(using: &random) ?? "") : pair
      }
      return Array(pairs.joined(separator: "&").utf8)
    }
    let pairs = (0..<Int.random(in: 0...12, using: &random)).map { _ in
      let name = names.randomElement(using: &random) ?? ""
      let suffix = ["", "[]", "[a]", "[0][b]", "[", "]", "%5B%5D", "%"].randomElement(using: &random) ?? ""
      return name + suffix + (random.oneIn(8) ? "" : "=")
        + (RequestGenerator.segments.randomElement(using: &random) ?? "")
    }
    return Array(pairs.joined(separator: "&").utf8)
  }

  // MARK: Multipart

  private static let dispositions = [
    "form-data; name=\"email\"", "form-data; name=\"items[0][price]\"", "form-data; name=\"title\"",
    "form-data; name=\"file\"; filename=\"a.txt\"",
    "form-data; name=\"file\"; filename=\"../../x\"",
    "form-data; name=\"file\"; filename=\"\"", "form-data", "form-data; name=", "form-data; name=\"",
    "attachment", "",
    "form-data; name=\"a\"; name=\"b\"", "form-data; name=\"file\"; filename*=utf-8''%00",
    "form-data; name=\"file\"; filename*=utf-8''a%20b", "form-data; name=\"file\"; filename*=''",
    "form-data; name=\"\u{0}\"",
    "form-data; name=\"" + String(repeating: "n", count: 9000) + "\"",
  ]

  private static func order(boundary: String) -> String {
    orderPairs.map { pair in
      let parts = pair.replacing("%40", with: "@").split(separator: "=")
      return "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(parts[0])\"\r\n\r\n\(parts[1])\r\n"
    }.joined() + "--\(boundary)\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n"
      + String(repeating: "f", count: 3000) + "\r\n"
  }

  private static func multipart(_ random: inout SeededGenerator) -> (contentType: String, bytes: [UInt8]) {
    let boundary =
      ["b", "----x", "a b", String(repeating: "b", count: 70), String(repeating: "b", count: 71), "b?", "'"]
      .randomElement(using: &random) ?? "b"
    let newLine = random.oneIn(10) ? "\n" : "\r\n"
    var text = random.oneIn(10) ? "preamble" + newLine : ""
    for _ in 0..<Int.random(in: 0...(random.oneIn(20) ? 200 : 5), using: &random) {
      text += "--" + boundary + (random.oneIn(12) ? " \t" : "") + newLine
      if !random.oneIn(12) {
        text += "Content-Disposition: " + (dispositions.randomElement(using: &random) ?? "") + newLine
      }
      if random.oneIn(4) { text += "Content-Type: text/plain" + newLine }
      if random.oneIn(15) { text += "no colon" + newLine }
      if random.oneIn(25) { text += "X: " + String(repeating: "y", count: 20_000) + newLine }
      if !random.oneIn(20) { text += newLine }
      text += String(
        repeating: "c\r\n--", count: Int.random(in: 0...(random.oneIn(10) ? 5000 : 10), using: &random))
      text += newLine
    }
    if !random.oneIn(5) { text += "--" + boundary + "--" + newLine }
    if random.oneIn(4) { text = order(boundary: boundary) + text }
    let quoted = random.oneIn(2) ? "\"\(boundary)\"" : boundary
    return ("multipart/form-data; boundary=\(quoted)", Array(text.utf8))
  }
}
