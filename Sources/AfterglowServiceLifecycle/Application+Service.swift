public import Afterglow
import Logging
public import ServiceLifecycle

extension Application {
  /// Runs a service beside the server, in each process: a database's connection pool, a consumer of a queue.
  ///
  ///     app.add(service: postgresClient)
  ///
  /// It runs from before the values that are provided per application are built until they have been disposed of, and is
  /// shut down gracefully then; of several, the one added last is first. If it throws or returns before, the application
  /// stops as for SIGTERM and the process's exit code is 70.
  ///
  /// - Parameters:
  ///   - service: the service. It gets no signals: they are the server's.
  ///   - shutdownTimeout: how long its graceful shutdown may take before it is cancelled; 10 seconds by default. What is left
  ///     of `--graceful-timeout` may be less: it is cancelled at the end of that in any case.
  public func add(service: any Service, shutdownTimeout: Duration = .seconds(10)) {
    add(companion: ServiceCompanion(service, shutdownTimeout: shutdownTimeout, logger: logger))
  }
}
