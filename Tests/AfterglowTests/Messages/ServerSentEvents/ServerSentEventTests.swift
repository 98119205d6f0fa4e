import Testing

@testable import Afterglow

/// HTML, section 9.2.6.
@Suite struct ServerSentEventTests {
  @Test(arguments: [
    (ServerSentEvent(data: "a"), "data: a\n\n"), (ServerSentEvent(data: ""), "data: \n\n"),
    (ServerSentEvent(data: " a"), "data:  a\n\n"), (ServerSentEvent(data: "grün 🎉"), "data: grün 🎉\n\n"),
    (ServerSentEvent(data: "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
    (ServerSentEvent(data: "a\n\nb\n"), "data: a\ndata: \ndata: b\ndata: \n\n"),
    (ServerSentEvent(data: "a", event: "order", id: "7"), "event: order\nid: 7\ndata: a\n\n"),
    (ServerSentEvent(data: "a", id: ""), "id: \ndata: a\n\n"),
    (ServerSentEvent(data: "a", retry: .milliseconds(1500)), "retry: 1500\ndata: a\n\n"),
    (ServerSentEvent(data: "a", retry: .seconds(-1)), "retry: 0\ndata: a\n\n"),
    (ServerSentEvent(data: "a", retry: .seconds(Int64.max)), "retry: \(Int64.max)\ndata: a\n\n"),
    (ServerSentEvent(data: "a", retry: .seconds(Int64.min)), "retry: 0\ndata: a\n\n"),
  ])
  func `an event is its fields and an empty line`(event: ServerSentEvent, text: String) throws {
    #expect(try event.encoded() == text)
  }

  @Test(arguments: ["a\nb", "a\rb", "a\r\nb", "a\0b", "a\n\ndata: forged"])
  func `a type or an id that would be another field is refused`(value: String) {
    #expect(throws: ServerSentEventError(field: "event", value: value)) {
      try ServerSentEvent(data: "", event: value).encoded()
    }
    #expect(throws: ServerSentEventError(field: "id", value: value)) {
      try ServerSentEvent(data: "", id: value).encoded()
    }
  }

  @Test func `the refusal says which and why`() {
    let error = ServerSentEventError(field: "id", value: "a\nb")
    #expect(error.description.contains(#"id can't be "a\nb""#))
  }

  @Test(arguments: ["a\r\n\r\ndata: forged", "\nid: forged", "a\u{301}\n\u{301}b", "\u{2028}x\u{85}y"])
  func `no data is another field`(data: String) throws {
    let lines = try ServerSentEvent(data: data).encoded().utf8.split(separator: UInt8(ascii: "\n"))
    #expect(lines.allSatisfy { $0.starts(with: "data: ".utf8) })
  }
}
