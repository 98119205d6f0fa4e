import FastCGI
import Synchronization

/// Makes and checks request ids.
enum RequestID {
  /// The id that came with the request, if there is one to be trusted in a log line; otherwise a new one.
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
  private static let processPrefix = hexadecimal(UInt64.random(in: .min ... .max))

  /// Unique, not secret: a random number of the process's and a count.
  private static func next() -> String {
    processPrefix + hexadecimal(counter.wrappingAdd(1, ordering: .relaxed).newValue)
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
