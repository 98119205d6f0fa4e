/// A type with rules beyond those that follow from its properties' types.
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
/// The rules are checked wherever a request's data is decoded: in bodies, forms and queries, and also inside other
/// types, arrays, dictionaries and optionals. The containing type needs no declaration for that. Decoders that you
/// create yourself don't check rules.
///
/// For values inside another type, that type's file must import Afterglow, and its declaration must show that the
/// inner type is `Validatable`. So a generic type must constrain its parameter:
/// `struct Page<Item: Content & Validatable>`. In an `init(from:)` written by hand, rules are checked in keyed
/// containers, but not in unkeyed or single-value ones; give such a type rules of its own.
public protocol Validatable: SendableMetatype {
  /// The rules of the type.
  ///
  /// The property is read for each value, so declare it with `static let`. In a generic type, which can't have static
  /// stored properties, use a computed property.
  static var rules: ValidationRules<Self> { get }
}

extension Array: Validatable where Element: Validatable {
  /// The rules of each element.
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
  /// The rules of each element.
  public static var rules: ValidationRules<Set<Element>> {
    let rules = Element.rules
    return ValidationRules(ofParts: { $0.flatMap { rules.broken(by: $0) } })
  }
}

extension Dictionary: Validatable where Key == String, Value: Validatable {
  /// The rules of each value.
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
  /// The rules of the value, if there is one.
  public static var rules: ValidationRules<Wrapped?> {
    let rules = Wrapped.rules
    return ValidationRules(ofParts: { $0.map(rules.broken(by:)) ?? [] })
  }
}
