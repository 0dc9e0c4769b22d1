// What each part of the project needs from the system: how to see that it is there, and Debian 12's package for it.
// Presence is tested by the file itself, not by the package manager: faster, and right for tools installed otherwise.
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { commandPath } from './files.mjs';

const command = (name) => () => commandPath(name) !== undefined;

const includeFolders = [
	...(process.env.CPATH?.split(delimiter) ?? []),
	'/usr/include',
	'/usr/local/include',
	'/opt/homebrew/include'
];
const header = (path) => () => includeFolders.some((folder) => existsSync(join(folder, path)));

const emscripten = () =>
	(process.env.EMSDK && existsSync(join(process.env.EMSDK, 'upstream/emscripten/emcc'))) ||
	commandPath('emcc') !== undefined;

const list = (folder) => (existsSync(folder) ? readdirSync(folder) : []);

/** clang's libFuzzer and sanitizer runtimes: /usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-x86_64.a */
const fuzzerRuntime = () =>
	process.platform === 'darwin' ||
	list('/usr/lib').some((llvm) => {
		const versions = join('/usr/lib', llvm, 'lib/clang');
		return (
			llvm.startsWith('llvm-') &&
			list(versions).some((version) =>
				list(join(versions, version, 'lib/linux')).some((file) =>
					file.startsWith('libclang_rt.fuzzer-')
				)
			)
		);
	});

const pythonModule = (name) => () =>
	list('/usr/lib/python3/dist-packages').some((file) => file === name || file.startsWith(`${name}.`));

const openblas = () =>
	list('/usr/lib').some((arch) => existsSync(join('/usr/lib', arch, 'openblas-pthread')));

const vulkanLoader = () =>
	process.platform !== 'linux' ||
	['', ...list('/usr/lib')].some((arch) => existsSync(join('/usr/lib', arch, 'libvulkan.so.1')));

const need = (what, aptPackage, present) => ({ what, aptPackage, present });

const compiling = [
	need('CMake ≥ 3.25', 'cmake', command('cmake')),
	need('Ninja', 'ninja-build', command('ninja')),
	need('stb_image', 'libstb-dev', header('stb/stb_image.h')),
	need('Highway', 'libhwy-dev', header('hwy/highway.h')),
	need('RapidJSON', 'rapidjson-dev', header('rapidjson/reader.h')),
	need('Eigen', 'libeigen3-dev', header('eigen3/Eigen/Core'))
];

const native = [
	...compiling,
	need('a C++20 compiler', 'g++', command('c++')),
	need('lodepng', 'liblodepng-dev', header('lodepng.h')),
	need('nlohmann-json', 'nlohmann-json3-dev', header('nlohmann/json.hpp')),
	need('CLI11', 'libcli11-dev', header('CLI/CLI.hpp')),
	need('GoogleTest', 'libgtest-dev', header('gtest/gtest.h')),
	need('Google Benchmark', 'libbenchmark-dev', header('benchmark/benchmark.h'))
];

/** One list for each thing a script may do; a script names those that it does. */
export const requirements = {
	wasm: [...compiling, need('Emscripten', 'emscripten', emscripten)],
	native,
	sanitize: [
		...native,
		need('clang', 'clang', command('clang++')),
		need("clang's sanitizers and libFuzzer", 'libclang-rt-14-dev', fuzzerRuntime)
	],
	lint: [
		...native,
		need('clang-format', 'clang-format', command('clang-format')),
		need('clang-tidy', 'clang-tidy', command('clang-tidy'))
	],
	browser: [need('Chromium', 'chromium', command('chromium'))],
	// WebGPU in Node, on the driver in software that Chromium brings where there is no other
	gpu: [
		need('Chromium', 'chromium', command('chromium')),
		need('a Vulkan loader', 'libvulkan1', vulkanLoader)
	],
	train: [
		need('Python', 'python3', () => existsSync('/usr/bin/python3')),
		need('PyTorch', 'python3-torch', pythonModule('torch')),
		need('OpenBLAS', 'libopenblas0-pthread', openblas),
		need('Pillow', 'python3-pil', pythonModule('PIL')),
		need('Matplotlib', 'python3-matplotlib', pythonModule('matplotlib'))
	],
	peers: [
		need('Python', 'python3', () => existsSync('/usr/bin/python3')),
		need('PyTorch', 'python3-torch', pythonModule('torch')),
		need('scikit-learn', 'python3-sklearn', pythonModule('sklearn')),
		need('OpenCV', 'python3-opencv', pythonModule('cv2')),
		need('faiss', 'python3-faiss', pythonModule('faiss')),
		need('Pillow', 'python3-pil', pythonModule('PIL')),
		need('OpenBLAS', 'libopenblas0-pthread', openblas),
		need('pngquant', 'pngquant', command('pngquant'))
	]
};
