import HTTPTypes

/// The routes as a table for people: methods, path, the types of the handler's parameters, and the number of background
/// tasks declared on the route.
struct RouteTable: CustomStringConvertible {
  let routes: [RouteDeclaration]

  var description: String {
    let rows = routes.map { route in
      let tasks = route.background.map(\.tasks.count).reduce(0, +)
      return [
        route.methods.map(\.rawValue).joined(separator: ","), route.path,
        "(" + route.handler.parameters.map(\.name).joined(separator: ", ") + ")",
        tasks == 0 ? "" : "background: \(tasks)",
      ]
    }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      return Self.withoutTrailingSpaces(cells.joined(separator: "  "))
    }.joined(separator: "\n")
  }

  private static func withoutTrailingSpaces(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
