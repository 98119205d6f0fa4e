extension Application {
  /// Mounts a status page: its path, and `/metrics` below it.
  ///
  /// With processes to manage, each of them writes its status into the manager's folder once a second from then on.
  ///
  /// - Parameters:
  ///   - page: the page.
  ///   - fileID: where the routes are declared; left to the compiler.
  ///   - line: where the routes are declared; left to the compiler.
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
