/// The values of a path's `{name}` segments.
public struct PathParameters: Sendable {
  private var names: [String] = []
  private var values: [String] = []

  init() {}

  init(names: [String], values: [String]) {
    self.names = names
    self.values = values
  }

  /// The value of the segment with that name, percent-decoded; `nil` if the route has none of that name.
  public subscript(name: String) -> String? {
    names.firstIndex(of: name).map { values[$0] }
  }

  /// How many there are.
  public var count: Int { names.count }

  subscript(position: Int) -> (name: String, value: String) { (names[position], values[position]) }
}
