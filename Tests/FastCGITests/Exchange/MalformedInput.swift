import AfterglowTesting
import Testing

/// Input that breaks the protocol, or off.
struct MalformedInput: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  /// Whether the web server then says that nothing more comes; otherwise the server has to close by itself.
  var endsStream = false

  var testDescription: String { name }

  private init(_ name: String, _ records: [Record], _ bytes: [UInt8] = [], endsStream: Bool = false) {
    self.name = name
    self.bytes = records.flatMap(\.encoded) + bytes
    self.endsStream = endsStream
  }

  private static let begin = Record.beginRequest(requestID: 1, role: .responder, keepConnection: false)
  private static let pair = NameValuePair(name: "REQUEST_URI", value: "/partial").encoded
  private static let params = Record(type: .params, requestID: 1, content: pair)
  private static let noMoreParams = Record(type: .params, requestID: 1)

  static let endBetweenParams = Self("the end between two params", [begin, params], endsStream: true)

  /// Before the request has come whole, so that no handler may run.
  static let beforeStdin: [Self] = [
    Self("a record of version 2", [], [2, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    Self("a record of version 2 among the params", [begin, params], [2, 4, 0, 1, 0, 0, 0, 0]),
    Self("garbage", [], Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)),
    Self("role 9", [.beginRequest(requestID: 1, role: Role(rawValue: 9), keepConnection: false)]),
    Self("request id 0", [.beginRequest(requestID: 0, role: .responder, keepConnection: false)]),
    Self(
      "a begin request of 4 bytes", [Record(type: .beginRequest, requestID: 1, content: [0, 1, 0, 0])]),
    Self("params without a begin request", [params, noMoreParams], endsStream: true),
    Self("an abort among the params", [begin, params, Record(type: .abortRequest, requestID: 1)]),
    Self(
      "a value longer than the params",
      [begin, Record(type: .params, requestID: 1, content: [1, 200, 0x41]), noMoreParams]),
    Self("no byte at all", [], endsStream: true),
    Self("the end within a header", [], [1, 1, 0], endsStream: true),
    Self("the end after the begin request", [begin], endsStream: true),
    endBetweenParams,
    Self(
      "the end within a param",
      [begin, Record(type: .params, requestID: 1, content: Array(pair.dropLast(3)))], endsStream: true),
    Self(
      "the end within a record of params", [begin], Array(params.encoded.dropLast(3)), endsStream: true),
  ]

  /// Within stdin, when a handler may have begun and must learn that the body isn't whole.
  static let withinStdin: [Self] = [
    Self("the end before stdin", [begin, params, noMoreParams], endsStream: true),
    Self(
      "the end within stdin",
      [begin, params, noMoreParams, Record(type: .stdin, requestID: 1, content: [1, 2, 3])], endsStream: true),
    Self(
      "the end within a record of stdin", [begin, params, noMoreParams], [1, 5, 0, 1, 0, 9, 0, 0, 1, 2],
      endsStream: true),
    Self(
      "a record of version 2 within stdin", [begin, params, noMoreParams], [2, 5, 0, 1, 0, 1, 0, 0, 0]),
    Self(
      "an abort within stdin",
      [begin, params, noMoreParams, Record(type: .stdin, requestID: 1, content: [1, 2, 3])]
        + [Record(type: .abortRequest, requestID: 1)]),
  ]
}
