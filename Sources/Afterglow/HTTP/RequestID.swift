import FastCGI
import HTTPTypes
import Synchronization

/// Creates and checks request ids.
enum RequestID {
  /// Returns the id that came with the request if it is safe in a log line; otherwise a new one.
  static func of(_ params: RequestParams) -> String {
    for name in ["REQUEST_ID", "HTTP_X_REQUEST_ID"] {
      if let id = params[name], isValid(id) { return id }
    }
    return next()
  }

  private static func isValid(_ id: String) -> Bool {
    (1...128).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  private static let counter = Atomic<UInt64>(0)
  private static let processNumber = UInt64.random(in: .min ... .max)

  /// Returns a unique, but not secret id: the process's random number and a count, in hexadecimal.
  private static func next() -> String {
    let count = counter.wrappingAdd(1, ordering: .relaxed).newValue
    return String(unsafeUninitializedCapacity: 32) { digits in
      for position in 0..<16 {
        let shift = UInt64(60 - 4 * position)
        digits[position] = hexadecimalDigit(processNumber >> shift)
        digits[16 + position] = hexadecimalDigit(count >> shift)
      }
      return 32
    }
  }

  private static func hexadecimalDigit(_ number: UInt64) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: number & 15)
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

extension HTTPField.Name {
  /// `X-Request-ID`, the field with the request's id in every response; the log has the same id.
  public static let requestID: Self = {
    guard let name = Self("X-Request-ID") else { preconditionFailure("a valid field name") }
    return name
  }()
}
