/// One thing that is wrong with a request's data: what, where, and what was there.
public struct ValidationFailure: Encodable, Sendable, Equatable {
  /// The kind of failure, for programs: `missing`, `int_type`.
  public let type: String

  /// Where: the keys and positions that lead there from the top of the body, or a path segment's name.
  public let location: [Position]

  /// What is wrong, for people.
  public let message: String

  /// What was there instead; `nil` if nothing was.
  public let input: JSONValue?

  /// A failure.
  public init(type: String, location: [Position], message: String, input: JSONValue? = nil) {
    self.type = type
    self.location = location
    self.message = message
    self.input = input
  }

  /// Where, as people write it: `items[2].price`; empty for the whole value.
  ///
  /// A key that has other characters than letters, digits, `_` and `-` is in brackets and quotation marks:
  /// `prices["a.b"]`.
  public var path: String {
    var path = ""
    for position in location {
      let step = position.description
      path += path.isEmpty || step.utf8.first == UInt8(ascii: "[") ? step : "." + step
    }
    return path
  }

  /// The same, without what was there.
  var withoutInput: ValidationFailure {
    ValidationFailure(type: type, location: location, message: message)
  }

  /// A step on the way to a value.
  public enum Position: Encodable, Sendable, Equatable, CustomStringConvertible {
    /// Of an object, the value with this key.
    case key(String)
    /// Of an array, the element at this position, from 0.
    case index(Int)

    /// The step, as in ``ValidationFailure/path``: `price`, `["a.b"]`, `[2]`.
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

    /// The key as a string, the position as a number.
    ///
    /// - Throws: what the encoder throws.
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

/// A request whose data is not what the handler takes.
///
/// The client is told 400 and every failure.
public struct ValidationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, at least one thing.
  public let failures: [ValidationFailure]

  /// An error of these failures.
  public init(_ failures: [ValidationFailure]) {
    self.failures = failures
  }

  /// Every failure, with its place.
  public var description: String { failures.map(\.description).joined(separator: "; ") }
}

extension ValidationFailure: CustomStringConvertible {
  /// The place and the message: `items[2].price: Field required`.
  public var description: String { location.isEmpty ? message : "\(path): \(message)" }
}
