extension Application {
  /// Adds a status page: one route for its path, and one for `/metrics` below it.
  ///
  /// Under a process manager, each process then writes its status into the manager's folder once a second.
  ///
  /// - Parameters:
  ///   - page: the page.
  ///   - fileID: the source file of the declaration, filled in by the compiler.
  ///   - line: the line of the declaration, filled in by the compiler.
  public func add(_ page: StatusPage, fileID: String = #fileID, line: UInt = #line) {
    let board = statusBoard
    board.addReader()
    let metrics = page.path.hasSuffix("/") ? page.path + "metrics" : page.path + "/metrics"
    get(page.path, fileID: fileID, line: line) { (request: Request) in
      try page.response(to: request, from: board)
    }
    get(metrics, fileID: fileID, line: line) { (request: Request) in
      try page.metricsResponse(to: request, from: board)
    }
  }
}
