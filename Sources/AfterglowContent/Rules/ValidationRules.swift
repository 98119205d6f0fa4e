/// The rules of a type: of its properties one by one, and of the whole value.
///
///     static let rules = ValidationRules<Stay> { rules in
///       rules.check(\.guests, "guests", .range(1...4))
///       rules.check(\.notes, "notes", .count(...10), .each(.length(1...200)))
///       rules.whole("Departure must be after arrival", at: "departure") { $0.arrival < $0.departure }
///     }
///
/// Of one property's rules the first that is broken is reported, and those behind it aren't asked. When a part of the data
/// can't be decoded, the rules of the other properties are checked all the same, so that a client reads everything at once.
/// A rule never sees a value that was not in the request: those of the whole value are only asked when all of it is there
/// and no other rule is broken.
public struct ValidationRules<Root>: Sendable {
  typealias Check = @Sendable (Root) -> [BrokenRule]

  private var fields: [(name: String, check: Check)] = []
  private var wholes: [Check] = []
  private var parts: Check?

  /// The names of what is never repeated to a client.
  private(set) var secrets: Set<String> = []

  /// Rules, declared one after another.
  public init(_ declare: (inout ValidationRules<Root>) -> Void) {
    declare(&self)
  }

  /// The rules of what a collection or an optional is made of.
  init(ofParts check: @escaping Check) {
    parts = check
  }

  /// Adds rules of a property.
  ///
  /// - Parameters:
  ///   - property: the property.
  ///   - name: its name in the request's data, which is where the failure is said to be: the coding key.
  ///   - rules: what must hold, asked in this order.
  public mutating func check<Value>(
    _ property: any KeyPath<Root, Value> & Sendable, _ name: String, _ rules: ValidationRule<Value>...
  ) {
    fields.append((name, { root in rules.firstBroken(by: root[keyPath: property]) }))
  }

  /// Adds rules of a property that may be absent, which hold when it is.
  ///
  /// - Parameters:
  ///   - property: the property.
  ///   - name: its name in the request's data, which is where the failure is said to be: the coding key.
  ///   - rules: what must hold, asked in this order.
  public mutating func check<Value>(
    _ property: any KeyPath<Root, Value?> & Sendable, _ name: String, _ rules: ValidationRule<Value>...
  ) {
    fields.append((name, { root in root[keyPath: property].map(rules.firstBroken) ?? [] }))
  }

  /// Keeps what was sent under a name out of answers: a failure there has no `input`.
  ///
  /// For passwords and the like, which answers would otherwise carry into the logs of others. It also holds for what is wrong
  /// inside, and where something else was sent in place of the whole value.
  ///
  /// - Parameter name: its name in the request's data: the coding key.
  public mutating func secret(_ name: String) {
    secrets.insert(name)
  }

  /// Adds a rule of the whole value, as one that compares two properties.
  ///
  /// - Parameters:
  ///   - message: what the client reads when it is broken.
  ///   - name: the property that the failure is said to be at; by default the whole value.
  ///   - type: the failure's type, for programs; `value_error` by default.
  ///   - holds: whether the value is as it must be.
  public mutating func whole(
    _ message: String, at name: String? = nil, type: String = "value_error",
    holds: @escaping @Sendable (Root) -> Bool
  ) {
    let broken = BrokenRule(type: type, message: message, location: name.map { [.key($0)] } ?? [])
    wholes.append { holds($0) ? [] : [broken] }
  }
}

extension ValidationRules {
  /// Whether a part of a collection breaks its own rules.
  func haveBrokenParts(in value: Root) -> Bool { parts.map { !$0(value).isEmpty } ?? false }

  /// Everything that is broken by a value that is wholly there.
  func broken(by value: Root) -> [BrokenRule] {
    broken(by: value, isComplete: true) { _ in true } + (parts?(value) ?? [])
  }

  /// Everything that is broken by a value, apart from the parts of a collection.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - isComplete: whether all of it is the request's.
  ///   - isThere: whether the property of that name is the request's.
  /// - Returns: the rules that are broken, in the order of their declaration.
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
