import FastCGI
import Logging

/// Parses the values of options and of their variables, and writes defaults in the same way.
enum SettingParser {
  /// The error of an invalid value, with a hint as its description.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static func listenAddress(_ text: String) throws -> ListenAddress {
    do throws(ListenAddressError) {
      return try ListenAddress(parsing: text)
    } catch {
      throw Failure(description: "\(error.reason); use unix:PATH or tcp:HOST:PORT")
    }
  }

  static func mode(_ text: String) throws -> UInt32 {
    guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
      throw Failure(description: "use an octal mode from 0 to 777, such as 660")
    }
    return mode
  }

  static func backlog(_ text: String) throws -> Int32 {
    guard let backlog = Int32(text), backlog > 0 else {
      throw Failure(description: "use a number of connections, 1 or more")
    }
    return backlog
  }

  static func workers(_ text: String) throws -> Int {
    guard let workers = Int(text), (1...1024).contains(workers) else {
      throw Failure(description: "use a number of threads from 1 to 1024")
    }
    return workers
  }

  static func processes(_ text: String) throws -> Int {
    guard let processes = Int(text), (0...1024).contains(processes) else {
      throw Failure(description: "use a number of processes from 0 to 1024")
    }
    return processes
  }

  static func count(_ text: String) throws -> Int {
    guard let count = Int(text), count > 0 else {
      throw Failure(description: "use a number, 1 or more")
    }
    return count
  }

  /// Parses a number of bytes, with `k`, `m` or `g` for powers of 1,024 as in nginx's configuration.
  static func byteCount(_ text: String) throws -> Int {
    let units: [Character: Int] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
    let unit = text.last.flatMap { units[Character($0.lowercased())] }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard let number = Int(digits), number >= 0, digits.first != "+",
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1), !overflow
    else {
      throw Failure(description: "use a number of bytes, with k, m or g behind it if you like")
    }
    return bytes
  }

  /// Writes a number of bytes with the largest unit that divides it.
  static func text(ofByteCount bytes: Int) -> String {
    let units = [("g", 1 << 30), ("m", 1 << 20), ("k", 1 << 10)]
    guard let (name, size) = units.first(where: { bytes >= $0.1 && bytes.isMultiple(of: $0.1) }) else {
      return "\(bytes)"
    }
    return "\(bytes / size)\(name)"
  }

  /// Parses a duration: seconds, or a number followed by `ms`, `s` or `m`.
  static func duration(_ text: String) throws -> Duration {
    let units: [(suffix: String, of: (Int) -> Duration)] = [
      ("ms", { .milliseconds($0) }), ("s", { .seconds($0) }), ("m", { .seconds($0 * 60) }),
      ("", { .seconds($0) }),
    ]
    for unit in units where text.hasSuffix(unit.suffix) {
      if let number = Int(text.dropLast(unit.suffix.count)), (0...31_536_000_000).contains(number) {
        return unit.of(number)
      }
    }
    throw Failure(description: "use seconds, or a number with ms, s or m behind it")
  }

  /// Writes a duration in whole minutes if there are two or more, else in seconds or milliseconds.
  static func text(of duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    if attoseconds != 0 { return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms" }
    return seconds >= 120 && seconds.isMultiple(of: 60) ? "\(seconds / 60)m" : "\(seconds)s"
  }

  /// Parses a path with an optional query, as in a request line (RFC 9112, section 3.2.1).
  static func requestTarget(_ text: String) throws -> String {
    guard text.hasPrefix("/"), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Failure(
        description: "use a path that begins with a slash and is percent-encoded, such as /health")
    }
    return text
  }

  static func flag(_ text: String) throws -> Bool {
    switch text {
    case "1", "true", "yes", "on": true
    case "0", "false", "no", "off": false
    default: throw Failure(description: "use 1 or 0")
    }
  }

  static func logLevel(_ text: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(description: "use one of \(levels)")
    }
    return level
  }
}
