/// A type with rules beyond those that its properties' types make.
///
///     struct Booking: Content, Validatable {
///       var email: String
///       var seats: Int
///
///       static let rules = ValidationRules<Booking> { rules in
///         rules.check(\.email, "email", .email)
///         rules.check(\.seats, "seats", .range(1...8))
///       }
///     }
///
/// The rules are checked wherever a request's data is decoded: bodies, forms and queries, and inside other types too, in
/// arrays, dictionaries and optionals as well. The type that holds the value has nothing to say for that. They aren't
/// checked by a decoder that you make yourself.
///
/// A type is found inside another one when that one's file imports Afterglow and its declaration shows the type to be
/// `Validatable`: a generic type has to constrain its parameter (`struct Page<Item: Content & Validatable>`). An
/// `init(from:)` written by hand finds it in a keyed container, and not in an unkeyed or a single-value one: let such a type
/// have rules of its own.
public protocol Validatable: SendableMetatype {
  /// The rules.
  ///
  /// It is read for each value: declare it with `static let`, or with a computed property in a generic type, which can't
  /// have stored ones.
  static var rules: ValidationRules<Self> { get }
}

extension Array: Validatable where Element: Validatable {
  /// Each element's rules.
  public static var rules: ValidationRules<[Element]> {
    let rules = Element.rules
    return ValidationRules(ofParts: { elements in
      elements.enumerated().flatMap { index, element in
        rules.broken(by: element).map { $0.inside(.index(index)) }
      }
    })
  }
}

extension Set: Validatable where Element: Validatable {
  /// Each element's rules.
  public static var rules: ValidationRules<Set<Element>> {
    let rules = Element.rules
    return ValidationRules(ofParts: { $0.flatMap { rules.broken(by: $0) } })
  }
}

extension Dictionary: Validatable where Key == String, Value: Validatable {
  /// Each value's rules.
  public static var rules: ValidationRules<[String: Value]> {
    let rules = Value.rules
    return ValidationRules(ofParts: { members in
      members.sorted { $0.key < $1.key }.flatMap { name, member in
        rules.broken(by: member).map { $0.inside(.key(name)) }
      }
    })
  }
}

extension Optional: Validatable where Wrapped: Validatable {
  /// The value's rules, if there is one.
  public static var rules: ValidationRules<Wrapped?> {
    let rules = Wrapped.rules
    return ValidationRules(ofParts: { $0.map(rules.broken(by:)) ?? [] })
  }
}
