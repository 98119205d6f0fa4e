/// The values of a path's `{name}` segments.
public struct PathParameters: Sendable {
  private var names: [String] = []
  private var values: [String] = []

  init() {}

  init(names: [String], values: [String]) {
    self.names = names
    self.values = values
  }

  /// Returns the percent-decoded value of the segment with this name, or `nil` if the route has no such segment.
  public subscript(name: String) -> String? {
    names.firstIndex(of: name).map { values[$0] }
  }

  /// The number of values.
  public var count: Int { names.count }

  subscript(position: Int) -> (name: String, value: String) { (names[position], values[position]) }
}
