import FastCGI
import Logging
import Testing

@testable import Afterglow

@Suite struct SettingParserTests {
  @Test(
    arguments: [
      ("unix:/run/app.sock", ListenAddress.unix(path: "/run/app.sock")),
      ("unix:app.sock", .unix(path: "app.sock")),
      ("tcp:127.0.0.1:9000", .tcp(host: "127.0.0.1", port: 9000)),
      ("tcp:[::1]:9000", .tcp(host: "::1", port: 9000)),
      ("tcp:localhost:0", .tcp(host: "localhost", port: 0)),
    ])
  func `an address is a unix path or a TCP host and port`(text: String, address: ListenAddress) throws {
    #expect(try SettingParser.listenAddress(text) == address)
  }

  @Test(
    arguments: [
      "", "unix:", "/run/app.sock", "tcp:", "tcp:127.0.0.1", "tcp:127.0.0.1:x", "tcp:127.0.0.1:65536",
      "tcp::9000",
      "tcp:::1:9000", "http://localhost", "UNIX:/run/app.sock",
    ])
  func `anything else is no address`(text: String) {
    let failure = #expect(throws: SettingParser.Failure.self) { try SettingParser.listenAddress(text) }
    #expect(failure?.description.hasSuffix("; use unix:PATH or tcp:HOST:PORT") == true)
  }

  @Test(arguments: [("660", 0o660), ("0777", 0o777), ("0", 0)])
  func `a mode is octal`(text: String, mode: UInt32) throws {
    #expect(try SettingParser.mode(text) == mode)
  }

  @Test(arguments: ["", "888", "1000", "rw", "-1", "0x1", "6 0"])
  func `anything else is no mode`(text: String) {
    #expect(throws: SettingParser.Failure.self) { try SettingParser.mode(text) }
  }

  @Test func `counts have their ranges`() throws {
    #expect(try SettingParser.workers("1") == 1)
    #expect(try SettingParser.workers("1024") == 1024)
    #expect(try SettingParser.backlog("1") == 1)
    #expect(try SettingParser.backlog("2147483647") == .max)
    #expect(try SettingParser.processes("0") == 0)
    #expect(try SettingParser.processes("1024") == 1024)
    #expect(try SettingParser.count("1") == 1)
  }

  @Test(arguments: ["", "-1", "1.5", "x", "1 ", "99999999999999999999"])
  func `what is no count is refused`(text: String) {
    #expect(throws: SettingParser.Failure.self) { try SettingParser.workers(text) }
    #expect(throws: SettingParser.Failure.self) { try SettingParser.backlog(text) }
    #expect(throws: SettingParser.Failure.self) { try SettingParser.processes(text) }
    #expect(throws: SettingParser.Failure.self) { try SettingParser.count(text) }
  }

  @Test func `a count out of its range is refused`() {
    #expect(throws: SettingParser.Failure.self) { try SettingParser.workers("0") }
    #expect(throws: SettingParser.Failure.self) { try SettingParser.workers("1025") }
    #expect(throws: SettingParser.Failure.self) { try SettingParser.backlog("0") }
    #expect(throws: SettingParser.Failure.self) { try SettingParser.processes("1025") }
    #expect(throws: SettingParser.Failure.self) { try SettingParser.count("0") }
  }

  @Test(
    arguments: [
      ("0", 0), ("1", 1), ("1k", 1024), ("1K", 1024), ("2m", 2 << 20), ("2M", 2 << 20), ("3g", 3 << 30),
      ("9223372036854775807", Int.max),
    ])
  func `bytes may have a unit`(text: String, bytes: Int) throws {
    #expect(try SettingParser.byteCount(text) == bytes)
  }

  @Test(arguments: ["", "k", "-1", "+1", "1kb", "1.5m", "1 m", "m1", "9007199254740992g", "1t"])
  func `what is no number of bytes is refused`(text: String) {
    #expect(throws: SettingParser.Failure.self) { try SettingParser.byteCount(text) }
  }

  @Test(
    arguments: [
      ("0", Duration.zero), ("30", .seconds(30)), ("30s", .seconds(30)), ("250ms", .milliseconds(250)),
      ("5m", .seconds(300)),
    ])
  func `a duration is in seconds, unless it says otherwise`(text: String, duration: Duration) throws {
    #expect(try SettingParser.duration(text) == duration)
  }

  @Test(arguments: ["", "s", "ms", "-1", "-1s", "1.5", "1h", "1 s", "1S", "99999999999999999999"])
  func `what is no duration is refused`(text: String) {
    #expect(throws: SettingParser.Failure.self) { try SettingParser.duration(text) }
  }

  @Test(arguments: Logger.Level.allCases)
  func `a level is called as in the log`(level: Logger.Level) throws {
    #expect(try SettingParser.logLevel(level.rawValue) == level)
  }

  @Test(arguments: ["", "INFO", "warn", "1"])
  func `what is no level is refused, with all there are`(text: String) {
    let failure = #expect(throws: SettingParser.Failure.self) { try SettingParser.logLevel(text) }
    #expect(failure?.description == "use one of trace, debug, info, notice, warning, error, critical")
  }
}
