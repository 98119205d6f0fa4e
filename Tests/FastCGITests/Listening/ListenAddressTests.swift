import FastCGI
import Testing

struct ListenAddressTests {
  @Test(arguments: [
    ("unix:/run/app.sock", ListenAddress.unix(path: "/run/app.sock")),
    ("unix:app.sock", .unix(path: "app.sock")),
    ("unix:/run/a:b.sock", .unix(path: "/run/a:b.sock")),
    ("tcp:127.0.0.1:9000", .tcp(host: "127.0.0.1", port: 9000)),
    ("tcp:localhost:0", .tcp(host: "localhost", port: 0)),
    ("tcp:0.0.0.0:65535", .tcp(host: "0.0.0.0", port: 65535)),
    ("tcp:[::1]:9000", .tcp(host: "::1", port: 9000)),
  ])
  func itReadsWhatItDescribes(text: String, address: ListenAddress) throws {
    #expect(try ListenAddress(parsing: text) == address)
    #expect(address.description == text)
  }

  @Test(arguments: [
    ("", "it starts neither with 'unix:' nor with 'tcp:'"),
    ("/run/app.sock", "it starts neither with 'unix:' nor with 'tcp:'"),
    ("127.0.0.1:9000", "it starts neither with 'unix:' nor with 'tcp:'"),
    ("UNIX:/run/app.sock", "it starts neither with 'unix:' nor with 'tcp:'"),
    ("unix:", "the path is missing"),
    ("unix:/run/\u{0}.sock", "the path holds a NUL"),
    ("tcp:", "the port is missing"),
    ("tcp:9000", "the port is missing"),
    ("tcp:localhost:", "'' is not a port (0 to 65535)"),
    ("tcp:localhost:http", "'http' is not a port (0 to 65535)"),
    ("tcp:localhost:65536", "'65536' is not a port (0 to 65535)"),
    ("tcp:localhost:-1", "'-1' is not a port (0 to 65535)"),
    ("tcp:::1:9000", "an IPv6 host stands in brackets, as in tcp:[::1]:9000"),
    ("tcp::9000", "the host is missing; 127.0.0.1 is usual, 0.0.0.0 is every interface"),
    ("tcp:[]:9000", "the host is missing; 127.0.0.1 is usual, 0.0.0.0 is every interface"),
  ])
  func itRefusesWithTheReason(text: String, reason: String) {
    let error = #expect(throws: ListenAddressError.self) { try ListenAddress(parsing: text) }
    #expect(error?.text == text)
    #expect(error?.reason == reason)
  }

  @Test func aPathMayHaveAsManyBytesAsASocketAddressHolds() throws {
    let path = String(repeating: "p", count: 107)
    #expect(try ListenAddress(parsing: "unix:\(path)") == .unix(path: path))
    let error = #expect(throws: ListenAddressError.self) { try ListenAddress(parsing: "unix:\(path)p") }
    #expect(error?.reason == "the path has 108 bytes, and a unix socket's may have 107")
  }

  @Test func theErrorNamesTheTextTheReasonAndTheForms() {
    let error = #expect(throws: ListenAddressError.self) { try ListenAddress(parsing: "tcp:9000") }
    #expect(
      error?.description
        == "'tcp:9000' is no address to listen on: the port is missing. Use unix:PATH or tcp:HOST:PORT.")
  }
}
