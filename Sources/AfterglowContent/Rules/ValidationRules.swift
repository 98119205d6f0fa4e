/// The rules of a type: of its properties one by one, and of the whole value.
///
///     static let rules = ValidationRules<Stay> { rules in
///       rules.check(\.guests, "guests", .range(1...4))
///       rules.check(\.notes, "notes", .count(...10), .each(.length(1...200)))
///       rules.whole("Departure must be after arrival", at: "departure") { $0.arrival < $0.departure }
///     }
///
/// For each property only the first broken rule is reported, and the rules after it aren't checked. If a part of the
/// data can't be decoded, the rules of the other properties are still checked, so that the client gets all failures
/// at once. A rule never sees a value that was not in the request: rules of the whole value are checked only if all
/// of it is there and no other rule is broken.
public struct ValidationRules<Root>: Sendable {
  typealias Check = @Sendable (Root) -> [BrokenRule]

  private var fields: [(name: String, check: Check)] = []
  private var wholes: [Check] = []
  private var parts: Check?

  /// The names whose values are never sent back to a client.
  private(set) var secrets: Set<String> = []

  /// Creates rules, which the closure declares one after another.
  ///
  /// - Parameter declare: the closure that declares the rules.
  public init(_ declare: (inout ValidationRules<Root>) -> Void) {
    declare(&self)
  }

  /// Creates the rules of a collection's or optional's contents.
  init(ofParts check: @escaping Check) {
    parts = check
  }

  /// Adds rules for a property.
  ///
  /// - Parameters:
  ///   - property: the property.
  ///   - name: the property's coding key, which is the location of its failures.
  ///   - rules: the rules, in the order in which they are checked.
  public mutating func check<Value>(
    _ property: any KeyPath<Root, Value> & Sendable, _ name: String, _ rules: ValidationRule<Value>...
  ) {
    fields.append((name, { root in rules.firstBroken(by: root[keyPath: property]) }))
  }

  /// Adds rules for an optional property, which are not checked if it is `nil`.
  ///
  /// - Parameters:
  ///   - property: the property.
  ///   - name: the property's coding key, which is the location of its failures.
  ///   - rules: the rules, in the order in which they are checked.
  public mutating func check<Value>(
    _ property: any KeyPath<Root, Value?> & Sendable, _ name: String, _ rules: ValidationRule<Value>...
  ) {
    fields.append((name, { root in root[keyPath: property].map(rules.firstBroken) ?? [] }))
  }

  /// Keeps a property's value out of responses: its failures have no `input`.
  ///
  /// Use it for passwords and the like, which could otherwise end up in other parties' logs. It also applies to
  /// failures inside the property, and to a wrong value sent in place of the whole object.
  ///
  /// - Parameter name: the property's coding key.
  public mutating func secret(_ name: String) {
    secrets.insert(name)
  }

  /// Adds a rule for the whole value, for example to compare two properties.
  ///
  /// - Parameters:
  ///   - message: the message for the client.
  ///   - name: the coding key of the property at which the failure is reported; by default the whole value.
  ///   - type: the failure's type, for programs; `value_error` by default.
  ///   - holds: a closure that returns whether the value keeps the rule.
  public mutating func whole(
    _ message: String, at name: String? = nil, type: String = "value_error",
    holds: @escaping @Sendable (Root) -> Bool
  ) {
    let broken = BrokenRule(type: type, message: message, location: name.map { [.key($0)] } ?? [])
    wholes.append { holds($0) ? [] : [broken] }
  }
}

extension ValidationRules {
  /// Returns whether a part of a collection breaks its own rules.
  func haveBrokenParts(in value: Root) -> Bool { parts.map { !$0(value).isEmpty } ?? false }

  /// Returns all rules broken by a value that is completely in the request.
  func broken(by value: Root) -> [BrokenRule] {
    broken(by: value, isComplete: true) { _ in true } + (parts?(value) ?? [])
  }

  /// Returns all rules broken by a value, except those of a collection's parts.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - isComplete: whether the whole value is in the request.
  ///   - isThere: a closure that returns whether the property with a name is in the request.
  /// - Returns: the broken rules, in the order of their declaration.
  func broken(by value: Root, isComplete: Bool, where isThere: (String) -> Bool) -> [BrokenRule] {
    var broken: [BrokenRule] = []
    for field in fields where isThere(field.name) {
      for rule in field.check(value) { broken.append(rule.inside(.key(field.name))) }
    }
    guard isComplete, broken.isEmpty else { return broken }
    for check in wholes { broken += check(value) }
    return broken
  }
}

extension Array {
  func firstBroken<Value>(by value: Value) -> [BrokenRule] where Element == ValidationRule<Value> {
    for rule in self {
      let broken = rule.broken(value)
      if !broken.isEmpty { return broken }
    }
    return []
  }
}
