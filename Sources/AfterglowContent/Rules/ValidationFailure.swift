/// One failure in a request's data: its kind, its location, a message, and the input.
public struct ValidationFailure: Encodable, Sendable, Equatable {
  /// The kind of failure, for programs, such as `missing` or `int_type`.
  public let type: String

  /// The keys and positions that lead to the failure from the top of the body, or the name of a path segment.
  public let location: [Position]

  /// The description of the failure, for people.
  public let message: String

  /// The value that was sent; `nil` if there was none.
  public let input: JSONValue?

  /// Creates a failure.
  ///
  /// - Parameters:
  ///   - type: the kind of failure, for programs.
  ///   - location: the keys and positions that lead to the failure.
  ///   - message: the description of the failure, for people.
  ///   - input: the value that was sent; `nil` by default.
  public init(type: String, location: [Position], message: String, input: JSONValue? = nil) {
    self.type = type
    self.location = location
    self.message = message
    self.input = input
  }

  /// The location in readable form, such as `items[2].price`; empty for the whole value.
  ///
  /// A key with characters other than letters, digits, `_` and `-` is written in brackets and quotation marks:
  /// `prices["a.b"]`.
  public var path: String {
    var path = ""
    for position in location {
      let step = position.description
      path += path.isEmpty || step.utf8.first == UInt8(ascii: "[") ? step : "." + step
    }
    return path
  }

  /// The same failure without its input.
  var withoutInput: ValidationFailure {
    ValidationFailure(type: type, location: location, message: message)
  }

  /// A step on the way to a value.
  public enum Position: Encodable, Sendable, Equatable, CustomStringConvertible {
    /// The value with this key in an object.
    case key(String)
    /// The element at this position in an array, counted from 0.
    case index(Int)

    /// The step as in ``ValidationFailure/path``: `price`, `["a.b"]`, `[2]`.
    public var description: String {
      switch self {
      case .key(let key) where Self.isPlain(key): key
      case .key(let key): "[\(key.debugDescription)]"
      case .index(let index): "[\(index)]"
      }
    }

    private static func isPlain(_ key: String) -> Bool {
      !key.isEmpty
        && key.unicodeScalars.allSatisfy {
          $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "-"
        }
    }

    /// Encodes a key as a string, and a position as a number.
    ///
    /// - Parameter encoder: the encoder to write to.
    /// - Throws: the error of the encoder.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .key(let key): try container.encode(key)
      case .index(let index): try container.encode(index)
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case type
    case location = "loc"
    case message = "msg"
    case input
  }
}

/// The error for a request whose data the handler can't accept.
///
/// The client gets status 400 with all failures.
public struct ValidationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The failures; at least one.
  public let failures: [ValidationFailure]

  /// Creates an error with these failures.
  public init(_ failures: [ValidationFailure]) {
    self.failures = failures
  }

  /// All failures with their locations.
  public var description: String { failures.map(\.description).joined(separator: "; ") }
}

extension ValidationFailure: CustomStringConvertible {
  /// The location and the message: `items[2].price: Field required`.
  public var description: String { location.isEmpty ? message : "\(path): \(message)" }
}
