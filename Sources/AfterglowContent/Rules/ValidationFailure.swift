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

  /// The same, without what was there.
  var withoutInput: ValidationFailure {
    ValidationFailure(type: type, location: location, message: message)
  }

  /// A step on the way to a value.
  public enum Position: Encodable, Sendable, Equatable {
    /// Of an object, the value with this key.
    case key(String)
    /// Of an array, the element at this position, from 0.
    case index(Int)

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
public struct ValidationError: Error, Sendable, Equatable {
  /// What is wrong, at least one thing.
  public let failures: [ValidationFailure]

  /// An error of these failures.
  public init(_ failures: [ValidationFailure]) {
    self.failures = failures
  }
}
