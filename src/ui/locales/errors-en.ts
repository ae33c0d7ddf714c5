import type { ErrorTexts } from './error-text';

export const errorsEn = {
  'data/unknown-format': {
    what: '“{{name}}” is none of the kinds of file that can be imported.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'Choose FER2013 (CSV, tar.gz or zip), GENKI-4K, or a folder or zip with a folder of pictures for each expression.',
  },
  'data/bad-header': {
    what: 'The first line of the file is not the header of FER2013. Found: “{{found}}”.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'The header should read emotion,pixels,Usage. Check that the right file was chosen.',
  },
  'data/too-many-bad-rows': {
    what: '{{bad}} of {{rows}} rows cannot be used. The first is {{where}}: {{reason}}.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'The file is probably damaged or of another kind. Download it again and import the fresh copy.',
  },
  'data/truncated': {
    what: 'The file ends in the middle of a row. It has {{rows}} complete rows before that.',
    safe: 'Nothing was stored yet.',
    fix: 'Import the complete rows, or download the file again and import the whole of it.',
  },
  'data/no-images': {
    what: 'No picture was found in the file.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'Check that it is the FER2013 file and not another part of the download.',
  },
  'data/empty-file': {
    what: '“{{name}}” is empty: it has 0 bytes.',
    safe: 'Nothing was stored; your datasets and models are as they were.',
    fix: 'The download may have failed. Download the file again, then choose it.',
  },
  'data/part-of-model': {
    what: '“{{name}}” is part of a trained model, not a dataset.',
    safe: 'Nothing was stored; your datasets and models are as they were.',
    fix: 'Go to Model and upload model.json, weights.bin and card.json together, or their zip.',
  },
  'data/single-picture': {
    what: '“{{name}}” is a picture. A dataset needs many, in a folder for each expression.',
    safe: 'Nothing was stored; your datasets and models are as they were.',
    fix: 'To read the faces in one picture, go to Live and drop it there.',
  },
  'data/heic': {
    what: '“{{name}}” is a HEIC picture, and browsers do not open those.',
    safe: 'Nothing was stored; your datasets and models are as they were.',
    fix: 'Export it as JPEG (a phone can also be set to take JPEG, “most compatible”), then choose that.',
  },
  'data/loose-pictures': {
    what: '“{{name}}” holds pictures ({{images}}), but no folder that names an expression.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'Sort them by hand here, or put them into a folder for each expression. Pictures in an archive have to be unpacked first.',
  },
  'data/one-expression': {
    what: '“{{name}}” holds pictures of one expression only: “{{found}}” ({{images}}). A network needs two to tell apart.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'Choose the folder above it, or add pictures of another expression by hand. Pictures in an archive have to be unpacked first.',
  },
  'data/none-usable': {
    what: 'None of the pictures ({{bad}}) can be used. The first is {{where}}: {{reason}}.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'The files are not damaged; they need another look. Photos should show one face, as JPEG, PNG, WebP or BMP.',
  },
  'data/unreadable': {
    what: '“{{name}}” changed or disappeared while it was being read.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'Close other programs that use the file, then choose it again.',
  },
  'data/unsafe-names': {
    what: '“{{name}}” has nothing to import under a name that is read. Absolute, outward and endless names are not, such as “{{found}}”.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'Unpack it and drop the folder, or pack it anew from inside the folder.',
  },
  'data/bad-archive': {
    what: 'The archive “{{name}}” cannot be opened.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'The download may have been interrupted. Download it again, and check that it opens on your computer.',
  },
  'data/too-large': {
    what: 'That is more than can be imported here. The limit is {{limit}}.',
    safe: 'Nothing was stored; your datasets are as they were.',
    fix: 'Import a part of it: fewer files or rows at a time.',
  },
  'data/bad-exclusion-list': {
    what: '{{name}} is no list of excluded faces that Mien wrote, or it was changed.',
    safe: 'Nothing was excluded; everything is as it was.',
    fix: 'Choose a list that was exported here, as JSON or CSV.',
  },
  'data/other-exclusion-list': {
    what: '{{name}} belongs to another dataset than the one in use.',
    safe: 'Nothing was excluded; everything is as it was.',
    fix: 'Use the dataset that the list was made for, imported in the same way, and apply the list there.',
  },
  'data/unknown-exclusions': {
    what: 'The list names {{bad}} faces that this dataset does not have, among them {{found}}.',
    safe: 'Nothing was excluded; everything is as it was.',
    fix: 'The list was probably edited. Export it again, or remove those lines.',
  },
  'data/not-written': {
    what: 'The file could not be written.',
    safe: 'The dataset is as it was.',
    fix: 'Check that there is room on the disk and that you may write in that folder, then export again.',
  },
  'storage/quota-full': {
    what: 'The browser has no room left for this site. About {{neededMB}} MB more are needed.',
    safe: 'Everything stored before is still there.',
    fix: 'Remove a dataset or a model you no longer need, or free space on the disk, then try again.',
  },
  'storage/blocked': {
    what: 'Another tab with an older version of Mien holds the storage.',
    safe: 'Everything stored is still there.',
    fix: 'Close the other tabs with Mien, then reload this one.',
  },
  'storage/newer': {
    what: 'What is stored here was written by a newer version of Mien.',
    safe: 'Nothing was changed.',
    fix: 'Reload the page to get the newer version.',
  },
  'storage/unavailable': {
    what: 'The browser does not let this page store anything.',
    safe: 'Nothing was lost; nothing could be stored.',
    fix: 'Leave private browsing, or allow site data for this page, then reload.',
  },
  'storage/damaged': {
    what: 'Something stored no longer matches its checksum.',
    safe: 'Everything else that is stored was left alone.',
    fix: 'Remove it and import or train it again.',
  },
  'storage/missing': {
    what: 'Something that was asked for is no longer stored.',
    safe: 'Everything else that is stored was left alone.',
    fix: 'It may have been removed in another tab. Reload the page to see what is there.',
  },
  'storage/failed': {
    what: 'The browser could not store or read data.',
    safe: 'What was stored completely before is still there.',
    fix: 'Try again. If it keeps happening, reload the page.',
  },
  'compute/no-backend': {
    what: 'This browser offers neither WebGPU nor WebAssembly, so nothing can compute.',
    safe: 'Your datasets and models are untouched.',
    fix: 'Use a current version of Chrome, Edge, Firefox or Safari.',
  },
  'compute/device-lost': {
    what: 'The graphics processor stopped answering.',
    safe: 'Every epoch that was finished is stored.',
    fix: 'Try again. If it happens again, close other programs that use the graphics processor.',
  },
  'compute/out-of-memory': {
    what: 'There is not enough memory for this network at this batch size.',
    safe: 'Every epoch that was finished is stored.',
    fix: 'Choose a smaller batch size or the Fast network, then start again.',
  },
  'model/answers-differ': {
    what: 'The weights do not give the probabilities on their card (largest difference {{difference}}).',
    safe: 'Nothing was stored; your models are as they were.',
    fix: 'Download the three files again together; they may be damaged or from different models.',
  },
  'model/bad-file': {
    what: '“{{name}}” is not a model file that can be read.',
    safe: 'Nothing was stored; your models are as they were.',
    fix: 'Choose model.json, weights.bin and card.json as they were downloaded, or their zip.',
  },
  'model/no-box': {
    what: 'The built-in models could not be read from this page’s own folder.',
    safe: 'Your own models and datasets are as they were.',
    fix: 'Reload the page. Or train a model of your own, or upload one.',
  },
  'model/no-half-precision': {
    what: 'This browser cannot write numbers in half precision.',
    safe: 'The model is stored as it was.',
    fix: 'Download it in full precision, or use a newer browser.',
  },
  'model/missing-file': {
    what: 'One of the three files is missing: {{name}}.',
    safe: 'Nothing was stored; your models are as they were.',
    fix: 'Choose all three files at once (model.json, weights.bin, card.json), or the zip.',
  },
  'model/card-differs': {
    what: 'The card does not describe these weights.',
    safe: 'Nothing was stored; your models are as they were.',
    fix: 'Choose three files that were downloaded together.',
  },
  'model/not-finite': {
    what: 'The weights contain numbers that are not finite, so the model cannot answer.',
    safe: 'Your other models are as they were.',
    fix: 'Use another download of this model, or train it again.',
  },
  'train/not-finite': {
    what: 'The loss stopped being a number in epoch {{epoch}}, step {{step}}, at half and at a quarter of the learning rate too.',
    safe: 'Every epoch that was finished before is stored.',
    fix: 'Lower the learning rate, then start again.',
  },
  'train/bad-link': {
    what: 'The link to a recipe is damaged or incomplete.',
    safe: 'Your settings and runs are as they were.',
    fix: 'Copy the link again, whole, and open it, or ask for the recipe as a file.',
  },
  'train/bad-recipe': {
    what: '“{{name}}” is not a recipe that can be used.',
    safe: 'Your settings and runs are as they were.',
    fix: 'Use a file that was saved by “Save as file”, or a link that was copied whole.',
  },
  'train/elsewhere': {
    what: 'Another tab trains this run.',
    safe: 'Nothing was changed.',
    fix: 'Go on in that tab, or close it and try again.',
  },
  'train/exploded': {
    what: 'The loss exploded in epoch {{epoch}}, step {{step}}, at half and at a quarter of the learning rate too.',
    safe: 'Every epoch that was finished before is stored.',
    fix: 'Lower the learning rate, then start again.',
  },
  'train/no-images': {
    what: 'The dataset has no training images.',
    safe: 'Nothing was changed.',
    fix: 'Choose another dataset, or import one with a training split.',
  },
  'train/other-pictures': {
    what: 'The model to start from expects pictures of {{expected}}; the dataset has {{found}} (width × height × channels).',
    safe: 'Nothing was changed, and no training was begun.',
    fix: 'Start from fresh weights, from another model, or choose a dataset with pictures of that size.',
  },
  'train/other-samples': {
    what: 'The faces this run was trained on are not the same any more: some were left out or added since.',
    safe: 'The run and its model are stored as they were.',
    fix: 'Bring the dataset back as it was and resume, or start a new run.',
  },
  'evaluate/no-images': {
    what: 'This part of the dataset has no images: {{split}}.',
    safe: 'Nothing was changed.',
    fix: 'Choose another part of the dataset.',
  },
  'evaluate/labels-differ': {
    what: 'The dataset has other expressions than the model. Found {{found}}, expected {{expected}}.',
    safe: 'Nothing was changed.',
    fix: 'Choose a dataset with the expressions this model knows.',
  },
  'evaluate/pictures-differ': {
    what: 'The dataset’s pictures have another size than the model expects: {{found}} instead of {{expected}}.',
    safe: 'Nothing was changed.',
    fix: 'Choose a dataset with pictures of that size.',
  },
  'faces/unavailable': {
    what: 'The face detector did not start.',
    safe: 'Your datasets and models are untouched, and no picture left this tab.',
    fix: 'Reload the page. If it happens again, update the browser.',
  },
  'photos/no-room': {
    what: 'There is no room left where the copies go.',
    safe: 'The copies listed below are complete, and your photos are untouched.',
    fix: 'Make room on that disk and copy the rest, or choose a folder on another one.',
  },
  'photos/folder-lost': {
    what: 'The folder “{{name}}” can no longer be written to.',
    safe: 'The copies listed below are complete, and your photos are untouched.',
    fix: 'Check that the folder is still there and that you may write in it, then copy the rest.',
  },
  'photos/not-written': {
    what: 'The copies could not be written.',
    safe: 'Your photos are untouched, and nothing half written was kept.',
    fix: 'Check that there is room on the disk and that you may write in that folder, then try again.',
  },
  'live/camera-denied': {
    what: 'Camera access is blocked for this site.',
    safe: 'Nothing was recorded.',
    fix: 'Allow the camera in the address bar, then try again. Or read the faces of a picture instead.',
  },
  'live/camera-policy': {
    what: 'This page is embedded or served without permission to use a camera.',
    safe: 'Nothing was recorded.',
    fix: 'Open Mien in a tab of its own. Or read the faces of a picture instead.',
  },
  'live/no-camera': {
    what: 'No camera was found.',
    safe: 'Nothing was recorded.',
    fix: 'Connect a camera, then try again. Or read the faces of a picture instead.',
  },
  'live/camera-busy': {
    what: 'The camera is in use by another program.',
    safe: 'Nothing was recorded.',
    fix: 'Close the program that uses it, then try again. Or read the faces of a picture instead.',
  },
  'live/camera-ended': {
    what: 'The camera stopped: it was unplugged, or its permission was taken back.',
    safe: 'Nothing was recorded.',
    fix: 'Connect it again or allow it again, then try again.',
  },
  'live/camera-insecure': {
    what: 'The browser gives cameras only to pages served over https or from this computer.',
    safe: 'Nothing was recorded.',
    fix: 'Open Mien over https or on localhost. Or read the faces of a picture instead.',
  },
  'live/bad-picture': {
    what: '“{{name}}” cannot be read as a picture or video.',
    safe: 'Nothing was stored.',
    fix: 'Choose a JPEG, PNG or WebP picture, or an MP4 or WebM video. A zip or CSV of faces belongs in Data.',
  },
  'live/picture-too-large': {
    what: '“{{name}}” is too large: pictures of up to 64 MB and 100 million pixels are read.',
    safe: 'Nothing was stored, and the picture was not opened.',
    fix: 'Make it smaller, or choose another picture.',
  },
  'live/bad-video': {
    what: '“{{name}}” cannot be read as a video.',
    safe: 'Nothing was stored.',
    fix: 'Choose a video that this browser plays, such as MP4 or WebM.',
  },
  'live/video-cut-short': {
    what: '“{{name}}” is cut off or damaged: it could be read for {{seconds}} seconds.',
    safe: 'What was read until then is kept: boxes, timeline, and the video with boxes up to there.',
    fix: 'For the rest, fetch the file once more from where it came, and choose it again.',
  },
  'live/film-broke-off': {
    what: 'The film broke off: the browser stopped recording.',
    safe: 'What was filmed until then was saved, if there was anything. The camera goes on.',
    fix: 'Record again. If it breaks off again, close other tabs, or save single pictures.',
  },
  'live/no-video-encoder': {
    what: 'This browser cannot write a video.',
    safe: 'The readings and the timeline are still here.',
    fix: 'Save the timeline, or use a current Chrome, Edge or Safari.',
  },
  'live/too-few-frames': {
    what: 'Your face was seen well in {{found}} frames only; {{limit}} are needed.',
    safe: 'The readings go on as before.',
    fix: 'Look straight into the camera in good light, and calibrate once more.',
  },
  'internal/not-loaded': {
    what: 'The part of the page that does this work ({{name}}) could not be loaded. Are you offline?',
    safe: 'Nothing was begun, and what is stored is as it was.',
    fix: 'Try again when the network is back.',
  },
  'internal/worker-crashed': {
    what: 'The part of the page that does this work ({{name}}) stopped unexpectedly.',
    safe: 'What was stored completely before is still there.',
    fix: 'Try again: it starts anew. If it keeps happening, reload the page.',
  },
  'internal/unexpected': {
    what: 'Something happened that nobody foresaw.',
    safe: 'What was stored completely before is still there.',
    fix: 'Try again. If it keeps happening, reload the page and report the line below.',
  },
} satisfies ErrorTexts;
