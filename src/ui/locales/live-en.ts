/** A training that goes on beside the camera. */
export const besideEn = {
  begins:
    'A training goes on beside this. To leave it the machine, frames are read less often than they could be.',
  kept: 'A training goes on beside this, at {{percent}} of the speed it had. To leave it the machine, frames are read less often than they could be.',
  slowed:
    'The training beside this has dropped to {{percent}} of the speed it had. Stop here to give it the whole machine.',
};
