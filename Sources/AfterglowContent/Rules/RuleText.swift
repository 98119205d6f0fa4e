#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The wording of rules' messages.
package enum RuleText {
  /// Returns a count with its noun: `1 character`, `2 characters`.
  static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Returns a list of alternatives: `a`, `a or b`, `a, b or c`.
  package static func alternatives(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Returns the message `Input should be 'red', 'green' or 'blue'`.
  package static func choices(_ values: [Any]) -> String {
    "Input should be " + alternatives(values.map { $0 is String ? "'\($0)'" : description(of: $0) })
  }

  /// Returns a bound in the spelling that the request's data would use.
  static func description(of value: Any) -> String {
    switch value {
    case let date as Date: DateText.text(of: date) ?? "\(date)"
    case let number as Double: Int(exactly: number).map(String.init) ?? String(number)
    default: "\(value)"
    }
  }

  static func collectionName(_ type: Any.Type) -> String {
    switch type {
    case is any DictionaryType.Type: "Dictionary"
    case is any SetType.Type: "Set"
    default: "List"
    }
  }
}

private protocol DictionaryType {}
extension Dictionary: DictionaryType {}

private protocol SetType {}
extension Set: SetType {}
