import HTTPTypes

extension HTTPFields {
  /// Adds a request field to `Vary`: the response depends on it, so caches keep one response for each of its values
  /// (RFC 9110, section 12.5.5).
  public mutating func addVary(_ name: HTTPField.Name) {
    let members = self[values: .vary].flatMap { value in
      value.split { $0 == "," || $0 == " " || $0 == "\t" }.map { $0.lowercased() }
    }
    guard !members.contains("*"), !members.contains(name.canonicalName) else { return }
    append(HTTPField(name: .vary, value: name.rawName))
  }
}
