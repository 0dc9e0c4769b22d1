#include "roundoff/model/frechet.h"

#include <Eigen/Eigenvalues>
#include <cassert>
#include <limits>

#include "roundoff/model/parameters.h"

namespace roundoff::model {
namespace {

using Matrix = Eigen::MatrixXd;
using Solver = Eigen::SelfAdjointEigenSolver<Matrix>;

Eigen::Map<const Matrix> matrix_of(const FeatureStatistics& s) {
  const auto n = static_cast<Eigen::Index>(s.mean.size());
  return {s.covariance.data(), n, n};
}

}  // namespace

FeatureStatistics statistics_of(std::span<const float> features, size_t faces) {
  assert(faces >= 2 && features.size() % faces == 0);
  const auto rows = static_cast<Eigen::Index>(faces);
  const auto columns = static_cast<Eigen::Index>(features.size() / faces);
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Matrix x = Eigen::Map<const Rows>(features.data(), rows, columns).cast<double>();
  const Eigen::RowVectorXd mean = x.colwise().mean();
  x.rowwise() -= mean;
  const Matrix covariance = x.transpose() * x / static_cast<double>(rows - 1);
  return {{mean.data(), mean.data() + mean.size()},
          {covariance.data(), covariance.data() + covariance.size()}};
}

Result<FeatureStatistics> read_statistics(std::span<const uint8_t> file) {
  const Result<ParameterFile> read = read_parameters(file);
  if (!read) return Error{read.error()};
  const auto mean = read->parameters.find("mean");
  const auto covariance = read->parameters.find("covariance");
  if (mean == read->parameters.end() || covariance == read->parameters.end()) {
    return Error{"the file lacks the mean or the covariance of features"};
  }
  const std::vector<size_t>& shape = mean->second.shape;
  if (shape.size() != 1 || shape[0] == 0 ||
      covariance->second.shape != std::vector<size_t>{shape[0], shape[0]}) {
    return Error{"the covariance of features does not fit their mean"};
  }
  const std::vector<float>& m = mean->second.values;
  const std::vector<float>& c = covariance->second.values;
  return FeatureStatistics{{m.begin(), m.end()}, {c.begin(), c.end()}};
}

double frechet_distance(const FeatureStatistics& a, const FeatureStatistics& b) {
  assert(a.mean.size() == b.mean.size());
  const auto first = matrix_of(a);
  const auto second = matrix_of(b);
  if (!first.allFinite() || !second.allFinite()) return std::numeric_limits<double>::quiet_NaN();
  const auto n = static_cast<Eigen::Index>(a.mean.size());
  const Eigen::VectorXd off = Eigen::Map<const Eigen::VectorXd>(a.mean.data(), n) -
                              Eigen::Map<const Eigen::VectorXd>(b.mean.data(), n);
  const Solver solver(first);
  // Rounding may leave a covariance that is singular with eigenvalues just below 0.
  const Eigen::VectorXd roots = solver.eigenvalues().cwiseMax(0).cwiseSqrt();
  const Matrix root = solver.eigenvectors() * roots.asDiagonal() * solver.eigenvectors().transpose();
  const Solver between(root * second * root, Eigen::EigenvaluesOnly);
  const double shared = between.eigenvalues().cwiseMax(0).cwiseSqrt().sum();
  return off.squaredNorm() + first.trace() + second.trace() - 2 * shared;
}

}  // namespace roundoff::model
