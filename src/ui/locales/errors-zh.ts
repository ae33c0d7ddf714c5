import type { ErrorTexts } from './error-text';

export const errorsZh: ErrorTexts = {
  'data/unknown-format': {
    what: '“{{name}}”不是可以导入的文件类型。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '请选择 FER2013（CSV、tar.gz 或 zip）、GENKI-4K，或每种表情一个子文件夹的图片文件夹或压缩包。',
  },
  'data/bad-header': {
    what: '文件的第一行不是 FER2013 的表头，读到的是“{{found}}”。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '表头应为 emotion,pixels,Usage。请确认选对了文件。',
  },
  'data/too-many-bad-rows': {
    what: '{{rows}} 行中有 {{bad}} 行无法使用。第一处是{{where}}：{{reason}}。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '文件可能已损坏或不是这种格式。请重新下载后再导入。',
  },
  'data/truncated': {
    what: '文件在一行中间结束，之前有 {{rows}} 行完整数据。',
    safe: '尚未存储任何内容。',
    fix: '可以只导入完整的行，也可以重新下载后导入整个文件。',
  },
  'data/no-images': {
    what: '文件中没有找到图片。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '请确认这是 FER2013 文件，而不是下载内容的其他部分。',
  },
  'data/empty-file': {
    what: '“{{name}}”是空文件，大小为 0 字节。',
    safe: '没有存储任何内容，已有的数据集和模型保持原样。',
    fix: '下载可能失败了。请重新下载该文件，然后再选择。',
  },
  'data/part-of-model': {
    what: '“{{name}}”是训练好的模型的一部分，不是数据集。',
    safe: '没有存储任何内容，已有的数据集和模型保持原样。',
    fix: '请前往“模型”，同时上传 model.json、weights.bin 和 card.json，或它们的压缩包。',
  },
  'data/single-picture': {
    what: '“{{name}}”是一张图片。数据集需要许多图片，每种表情一个文件夹。',
    safe: '没有存储任何内容，已有的数据集和模型保持原样。',
    fix: '要识别单张图片中的人脸，请前往“实时”，把它拖放到那里。',
  },
  'data/heic': {
    what: '“{{name}}”是 HEIC 图片，浏览器无法打开。',
    safe: '没有存储任何内容，已有的数据集和模型保持原样。',
    fix: '请导出为 JPEG 后再选择（手机也可以设置为以“兼容性最佳”的 JPEG 格式拍摄）。',
  },
  'data/loose-pictures': {
    what: '“{{name}}”中有图片（{{images}} 张），但没有以表情命名的文件夹。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '可以在这里手动分类，或者为每种表情建一个文件夹。压缩包中的图片需要先解压。',
  },
  'data/one-expression': {
    what: '“{{name}}”中只有一种表情的图片：“{{found}}”（{{images}} 张）。网络至少需要区分两种。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '请选择它的上一级文件夹，或者手动添加另一种表情的图片。压缩包中的图片需要先解压。',
  },
  'data/none-usable': {
    what: '这些图片（{{bad}} 张）都无法使用。第一张是{{where}}：{{reason}}。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '文件没有损坏，只是不适用。照片中应当有一张人脸，格式为 JPEG、PNG、WebP 或 BMP。',
  },
  'data/unreadable': {
    what: '读取过程中“{{name}}”发生了变化或已消失。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '请关闭正在使用该文件的其他程序，然后重新选择。',
  },
  'data/unsafe-names': {
    what: '“{{name}}”中没有名称合规的可导入文件：绝对路径、指向文件夹之外的路径和过长的名称都不读取，例如“{{found}}”。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '请先解压，再拖入文件夹；或在该文件夹内重新打包。',
  },
  'data/bad-archive': {
    what: '无法打开压缩包“{{name}}”。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '下载可能中断过。请重新下载，并确认能在电脑上打开。',
  },
  'data/too-large': {
    what: '超出了可导入的范围，上限为 {{limit}}。',
    safe: '没有存储任何内容，已有的数据集保持原样。',
    fix: '请分批导入，每次少选一些文件或行。',
  },
  'data/bad-exclusion-list': {
    what: '{{name}} 不是 Mien 导出的排除列表，或者已被改动。',
    safe: '没有排除任何图片，一切保持原样。',
    fix: '请选择在这里导出的列表（JSON 或 CSV）。',
  },
  'data/other-exclusion-list': {
    what: '{{name}} 属于另一个数据集，不是当前使用的数据集。',
    safe: '没有排除任何图片，一切保持原样。',
    fix: '请改用制作该列表时的数据集（以同样的方式导入），再应用列表。',
  },
  'data/unknown-exclusions': {
    what: '列表中有 {{bad}} 张图片不在此数据集中，例如 {{found}}。',
    safe: '没有排除任何图片，一切保持原样。',
    fix: '列表可能被编辑过。请重新导出，或删除这些行。',
  },
  'data/not-written': {
    what: '文件无法写入。',
    safe: '数据集保持原样。',
    fix: '请确认磁盘有足够空间，且您有权写入该文件夹，然后重新导出。',
  },
  'storage/quota-full': {
    what: '浏览器分配给本站的空间已满，还需要约 {{neededMB}} MB。',
    safe: '之前存储的内容完好无损。',
    fix: '请删除不再需要的数据集或模型，或清理磁盘空间，然后重试。',
  },
  'storage/blocked': {
    what: '另一个标签页中的旧版 Mien 占用了存储。',
    safe: '存储的内容完好无损。',
    fix: '请关闭其他 Mien 标签页，然后刷新本页。',
  },
  'storage/newer': {
    what: '这里的数据由更新版本的 Mien 写入。',
    safe: '没有改动任何内容。',
    fix: '请刷新页面以使用新版本。',
  },
  'storage/unavailable': {
    what: '浏览器不允许本页存储数据。',
    safe: '没有丢失内容，只是无法存储。',
    fix: '请退出无痕模式，或允许本页存储网站数据，然后刷新。',
  },
  'storage/damaged': {
    what: '有一项存储内容与校验值不符。',
    safe: '其他存储内容没有改动。',
    fix: '请删除它，然后重新导入或重新训练。',
  },
  'storage/missing': {
    what: '所需的内容已不在存储中。',
    safe: '其他存储内容没有改动。',
    fix: '它可能已在另一个标签页中被删除。请刷新页面查看现有内容。',
  },
  'storage/failed': {
    what: '浏览器无法存储或读取数据。',
    safe: '之前已完整存储的内容不受影响。',
    fix: '请重试。如果反复出现，请刷新页面。',
  },
  'compute/no-backend': {
    what: '此浏览器既没有 WebGPU 也没有 WebAssembly，无法计算。',
    safe: '数据集和模型没有改动。',
    fix: '请使用新版的 Chrome、Edge、Firefox 或 Safari。',
  },
  'compute/device-lost': {
    what: '图形处理器已停止响应。',
    safe: '已完成的每一轮都已存储。',
    fix: '请重试。如果再次出现，请关闭其他占用图形处理器的程序。',
  },
  'compute/out-of-memory': {
    what: '在此批大小下，内存不足以运行这个网络。',
    safe: '已完成的每一轮都已存储。',
    fix: '请减小批大小或选用“快速”网络，然后重新开始。',
  },
  'model/answers-differ': {
    what: '这些权重给出的概率与说明卡所载不符（最大相差 {{difference}}）。',
    safe: '没有存储任何内容，已有的模型保持原样。',
    fix: '请重新下载全部三个文件：它们可能已损坏，或来自不同的模型。',
  },
  'model/bad-file': {
    what: '“{{name}}”不是可读取的模型文件。',
    safe: '没有存储任何内容，已有的模型保持原样。',
    fix: '请选择下载时的 model.json、weights.bin 和 card.json，或它们的压缩包。',
  },
  'model/no-box': {
    what: '无法从本页自己的文件夹读取内置模型。',
    safe: '您自己的模型和数据集保持原样。',
    fix: '请重新加载页面，或训练、上传一个自己的模型。',
  },
  'model/no-half-precision': {
    what: '此浏览器无法写入半精度数字。',
    safe: '已存储的模型保持原样。',
    fix: '请以全精度下载，或换用更新的浏览器。',
  },
  'model/missing-file': {
    what: '三个文件中缺少一个：{{name}}。',
    safe: '没有存储任何内容，已有的模型保持原样。',
    fix: '请同时选择三个文件（model.json、weights.bin、card.json），或选择压缩包。',
  },
  'model/card-differs': {
    what: '说明卡与这些权重不符。',
    safe: '没有存储任何内容，已有的模型保持原样。',
    fix: '请选择同一次下载的三个文件。',
  },
  'model/not-finite': {
    what: '权重中含有无穷大或非数值，模型无法给出结果。',
    safe: '其他模型保持原样。',
    fix: '请使用该模型的另一份下载文件，或重新训练。',
  },
  'train/not-finite': {
    what: '第 {{epoch}} 轮第 {{step}} 步时，损失不再是有效数值，学习率减半和减至四分之一后仍然如此。',
    safe: '此前完成的每一轮都已存储。',
    fix: '请降低学习率，然后重新开始。',
  },
  'train/bad-link': {
    what: '配方链接已损坏或不完整。',
    safe: '现有设置和运行记录均未改动。',
    fix: '请重新复制完整的链接再打开，或改用配方文件。',
  },
  'train/bad-recipe': {
    what: '“{{name}}”不是可用的训练配方。',
    safe: '现有设置和运行记录均未改动。',
    fix: '请使用“存为文件”得到的文件，或完整复制的链接。',
  },
  'train/elsewhere': {
    what: '另一个标签页正在训练这次运行。',
    safe: '没有改动任何内容。',
    fix: '请在那个标签页中继续，或关闭它后重试。',
  },
  'train/exploded': {
    what: '第 {{epoch}} 轮第 {{step}} 步时损失急剧增大，学习率减半和减至四分之一后仍然如此。',
    safe: '此前完成的每一轮都已存储。',
    fix: '请降低学习率，然后重新开始。',
  },
  'train/no-images': {
    what: '数据集中没有训练图片。',
    safe: '没有改动任何内容。',
    fix: '请选择其他数据集，或导入带有训练部分的数据集。',
  },
  'train/other-pictures': {
    what: '作为起点的模型需要 {{expected}} 的图片，而数据集的图片为 {{found}}（宽 × 高 × 通道数）。',
    safe: '没有改动任何内容，也没有开始训练。',
    fix: '请改用全新的权重或其他模型作为起点，或选择图片尺寸一致的数据集。',
  },
  'train/other-samples': {
    what: '这次运行所用的人脸已与当初不同：此后有图片被排除或加入。',
    safe: '这次运行及其模型仍按原样存储。',
    fix: '请恢复原来的数据集后继续，或开始新的运行。',
  },
  'evaluate/no-images': {
    what: '数据集的这一部分没有图片：{{split}}。',
    safe: '没有改动任何内容。',
    fix: '请选择数据集的其他部分。',
  },
  'evaluate/labels-differ': {
    what: '数据集与模型的表情类别不同：数据集为 {{found}}，模型为 {{expected}}。',
    safe: '没有改动任何内容。',
    fix: '请选择表情类别与此模型一致的数据集。',
  },
  'evaluate/pictures-differ': {
    what: '数据集的图片尺寸与模型要求的不同：数据集为 {{found}}，模型需要 {{expected}}。',
    safe: '没有改动任何内容。',
    fix: '请选择图片尺寸一致的数据集。',
  },
  'faces/unavailable': {
    what: '人脸检测器未能启动。',
    safe: '数据集和模型没有改动，也没有图片离开此标签页。',
    fix: '请刷新页面。如果再次出现，请更新浏览器。',
  },
  'photos/no-room': {
    what: '存放副本的磁盘已没有空间。',
    safe: '下面列出的副本都是完整的，您的照片没有改动。',
    fix: '请腾出空间后继续复制其余照片，或选择另一块磁盘上的文件夹。',
  },
  'photos/folder-lost': {
    what: '无法再写入文件夹“{{name}}”。',
    safe: '下面列出的副本都是完整的，您的照片没有改动。',
    fix: '请确认该文件夹仍然存在且您有权写入，然后继续复制其余照片。',
  },
  'photos/not-written': {
    what: '副本无法写入。',
    safe: '您的照片没有改动，也没有留下写了一半的文件。',
    fix: '请确认磁盘有足够空间，且您有权写入该文件夹，然后重试。',
  },
  'live/camera-denied': {
    what: '本站的摄像头权限已被阻止。',
    safe: '没有录制任何内容。',
    fix: '请在地址栏中允许使用摄像头，然后重试；也可以改为读取一张图片。',
  },
  'live/camera-policy': {
    what: '本页嵌在其他页面中，或未获准使用摄像头。',
    safe: '没有录制任何内容。',
    fix: '请在单独的标签页中打开 Mien；也可以改为读取一张图片。',
  },
  'live/no-camera': {
    what: '没有找到摄像头。',
    safe: '没有录制任何内容。',
    fix: '请连接摄像头，然后重试；也可以改为读取一张图片。',
  },
  'live/camera-busy': {
    what: '摄像头正被其他程序使用。',
    safe: '没有录制任何内容。',
    fix: '请关闭正在使用它的程序，然后重试；也可以改为读取一张图片。',
  },
  'live/camera-ended': {
    what: '摄像头已停止：可能被拔出，或权限被收回。',
    safe: '没有录制任何内容。',
    fix: '请重新连接或重新允许，然后重试。',
  },
  'live/camera-insecure': {
    what: '浏览器只允许 https 或本机页面使用摄像头。',
    safe: '没有录制任何内容。',
    fix: '请通过 https 或 localhost 打开 Mien；也可以改为读取一张图片。',
  },
  'live/bad-picture': {
    what: '无法把“{{name}}”作为图片或视频读取。',
    safe: '没有存储任何内容。',
    fix: '请选择 JPEG、PNG 或 WebP 图片，或 MP4、WebM 视频。人脸的 zip 或 CSV 文件请在“数据”中导入。',
  },
  'live/picture-too-large': {
    what: '“{{name}}”太大：只读取不超过 64 MB、一亿像素的图片。',
    safe: '没有存储任何内容，也没有打开这张图片。',
    fix: '请缩小图片，或选择另一张图片。',
  },
  'live/bad-video': {
    what: '无法把“{{name}}”作为视频读取。',
    safe: '没有存储任何内容。',
    fix: '请选择此浏览器能够播放的视频，例如 MP4 或 WebM。',
  },
  'live/video-cut-short': {
    what: '“{{name}}”不完整或已损坏，只能读取前 {{seconds}} 秒。',
    safe: '已读取的部分都保留着：标注框、时间线，以及到此为止的带框视频。',
    fix: '如需其余部分，请重新获取完整文件，再选择一次。',
  },
  'live/film-broke-off': {
    what: '录制中断：浏览器停止了录制。',
    safe: '中断前录下的内容（如果有）已保存，摄像头仍在工作。',
    fix: '请重新录制。如果再次中断，请关闭其他标签页，或改为保存单张画面。',
  },
  'live/no-video-encoder': {
    what: '此浏览器无法生成视频。',
    safe: '识别结果和时间线仍然保留。',
    fix: '请保存时间线，或使用新版 Chrome、Edge 或 Safari。',
  },
  'live/too-few-frames': {
    what: '只有 {{found}} 帧看清了您的脸，至少需要 {{limit}} 帧。',
    safe: '读数照旧，没有改变。',
    fix: '请在光线充足处正对摄像头，再校准一次。',
  },
  'internal/not-loaded': {
    what: '负责此项工作的后台线程（{{name}}）未能加载。网络是否已断开？',
    safe: '尚未开始任何操作，已存储的内容不受影响。',
    fix: '请在网络恢复后重试。',
  },
  'internal/worker-crashed': {
    what: '负责此项工作的后台线程（{{name}}）意外停止。',
    safe: '之前已完整存储的内容不受影响。',
    fix: '请重试，线程会重新启动。如果反复出现，请刷新页面。',
  },
  'internal/unexpected': {
    what: '发生了意料之外的问题。',
    safe: '之前已完整存储的内容不受影响。',
    fix: '请重试。如果反复出现，请刷新页面，并反馈下面这一行。',
  },
};
